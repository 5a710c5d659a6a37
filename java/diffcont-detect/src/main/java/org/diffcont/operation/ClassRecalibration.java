package org.diffcont.operation;

import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Recalibration;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.UserException;
import org.diffcont.evt.ExpectedAlarms;
import org.diffcont.image.ImageInput;
import org.diffcont.image.SkippedImage;
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
     * A class that was recalibrated.
     *
     * @param outcome      what changed; its detector's models are closed
     * @param falseAlarms  that the new threshold will raise
     * @param skipped      images that could not be read
     */
    public record Recalibrated(Recalibration.Outcome outcome, ExpectedAlarms falseAlarms, List<SkippedImage> skipped) {
        public Recalibrated {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Recalibrates a class and commits the model as a new version.
     *
     * @param strict  stop at an image that cannot be read; otherwise as the model's configuration says
     * @throws UserException an unknown class, too few images or those of another class, a folder that cannot be
     *     written; the model is then as it was
     */
    public Recalibrated recalibrate(String className, List<ImageInput> inputs, boolean strict, Progress progress) {
        try (ModelFolder.Lock _ = folder.lock()) {
            ModelFolder.Stored stored = folder.loadToChange(machine);
            Settings settings = stored.settings();
            try (DetectionModel model = stored.model(); FeatureReader reader = new FeatureReader(settings, machine)) {
                int classIndex = Scoring.classIndex(model, className);
                Images.UsedImages normal = new Images(strict ? settings.with("data.strict", "true") : settings, machine)
                    .normal(className, inputs, progress);
                Recalibration.Outcome outcome = new Recalibration(settings).move(model.detector(), classIndex,
                    reader.open(model.network(), normal.loaded().images()));
                folder.commit(stored, model.with(outcome.detector()), machine, Origin.of(Origin.RECALIBRATE,
                    Version.PROGRAM, List.of(normal.used())));
                return new Recalibrated(outcome, outcome.moved().expectedAlarms(settings),
                    normal.loaded().skipped());
            }
        }
    }
}
