package org.diffcont.operation;

import java.nio.file.Path;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Recalibration;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.UserException;
import org.diffcont.image.LoadedImages;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;
import org.diffcont.progress.Progress;

/** Moves one class of a model on disk to new normal images; see {@link Recalibration}. */
public final class ClassRecalibration {
    private final ModelFolder folder;
    private final Machine machine;

    public ClassRecalibration(ModelFolder folder, Machine machine) {
        this.folder = folder;
        this.machine = machine;
    }

    /**
     * Recalibrates a class and commits the model as a new version.
     *
     * @param strict  stop at an image that cannot be read; otherwise as the model's configuration says
     * @return what changed; its detector's models are closed
     * @throws UserException an unknown class, too few images or those of another class, a folder that cannot be
     *     written; the model is then as it was
     */
    public Recalibration.Outcome recalibrate(String className, List<Path> files, boolean strict, Progress progress) {
        try (ModelFolder.Lock _ = folder.lock()) {
            ModelFolder.Stored stored = folder.load(machine);
            Settings settings = stored.settings();
            try (DetectionModel model = stored.model(); FeatureReader reader = new FeatureReader(settings, machine)) {
                int classIndex = Scoring.classIndex(model, className);
                LoadedImages images = new Images(strict ? settings.with("data.strict", "true") : settings, machine)
                    .read(files, progress);
                Recalibration.Outcome outcome = new Recalibration(settings).move(model.detector(), classIndex,
                    reader.open(model.network(), images.images()));
                folder.commit(model.with(outcome.detector()), settings, machine, Origin.of(Origin.RECALIBRATE,
                    Version.PROGRAM, List.of(Images.used(className, images))));
                return outcome;
            }
        }
    }
}
