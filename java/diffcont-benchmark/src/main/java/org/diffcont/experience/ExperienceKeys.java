package org.diffcont.experience;

import java.util.List;
import org.diffcont.config.BooleanType;
import org.diffcont.config.KeyGroup;
import org.diffcont.config.KeySource;
import org.diffcont.config.ListType;
import org.diffcont.config.TextType;
import org.diffcont.dataset.NormalFolders;

/** The keys of a benchmark: in which order and portions classes arrive, and what a run draws. */
public final class ExperienceKeys implements KeySource {
    private static final List<KeyGroup> GROUPS = List.of(
            KeyGroup.of("experience", ExperienceSettings.class)
                .key("experience.order", new OrderType(), new ClassOrder.Alphabetical(), "Order in which the classes arrive")
                .key("experience.split", new SplitType(), ExperienceSettings.EVEN,
                        "New classes of each experience, in all as many as the data set has; even is one "
                                + "for each").build(),
            KeyGroup.of("dataset", DatasetSettings.class)
                .key("dataset.normal_folders", new ListType<>(new TextType("[^/\\\\]+", "a folder's name"), "names", 1, 20),
                        NormalFolders.DEFAULT.names(),
                        "Names of the folders, in train and test, that hold normal images, as they are written; all others "
                                + "in test hold defects")
                .choice("dataset.duplicates", DatasetSettings.Duplicates.KEEP,
                        "Test images that are in training too, as the same file or with the same pixels: they are always "
                                + "counted and named, and with leave_out have no part in metrics").build(),
            KeyGroup.of("run", OutputSettings.class)
                .neutral("run.heatmaps", new BooleanType(), true,
                        "After a run's last experience: draw heat maps of the most telling test images, and measure pixel "
                                + "AUROC and AUPRO where there are masks").build());

    @Override
    public List<KeyGroup> groups() {
        return GROUPS;
    }
}
