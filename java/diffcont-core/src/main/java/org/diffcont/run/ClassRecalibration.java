package org.diffcont.run;

import java.nio.file.Path;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.FeatureReader;
import org.diffcont.detect.Recalibration;
import org.diffcont.error.UserException;
import org.diffcont.image.LoadedImages;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.LearnerState;

/** Moves one class of a model on disk to new normal images; see {@link Recalibration}. */
public final class ClassRecalibration {
    private final ModelFolder folder;

    public ClassRecalibration(ModelFolder folder) {
        this.folder = folder;
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
            ModelFolder.Stored stored = folder.load();
            Settings settings = stored.settings();
            try (LearnerState state = stored.state(); FeatureReader reader = new FeatureReader(settings)) {
                int classIndex = Scoring.classIndex(state, className);
                LoadedImages images = new Images(strict ? settings.with("data.strict", "true") : settings)
                    .read(files, progress);
                Recalibration.Outcome outcome = new Recalibration(settings).move(state.detector(), classIndex,
                    reader.open(state.reader(), images.values(), images.count()));
                folder.commit(state.with(outcome.detector()), settings, Origin.of(Origin.RECALIBRATE, Version.PROGRAM,
                    List.of(Images.used(className, images))));
                return outcome;
            }
        }
    }
}
