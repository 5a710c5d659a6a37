package org.diffcont.operation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Recalibration;
import org.diffcont.detect.check.LearnedFrom;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.DataException;
import org.diffcont.error.UserException;
import org.diffcont.evt.ExpectedAlarms;
import org.diffcont.image.ImageInput;
import org.diffcont.image.LoadedImages;
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
     * @param learned      how many images were left out since the class was learned from them
     */
    public record Recalibrated(Recalibration.Outcome outcome, ExpectedAlarms falseAlarms, List<SkippedImage> skipped,
            int learned) {
        public Recalibrated {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Recalibrates a class and commits the model as a new version.
     *
     * @param reading    how files are read
     * @param confirmed  whether to go on where the images look wrong for it; see {@link Recalibration#move}
     * @throws UserException an unknown class, too few images or those of another class, a folder that cannot be
     *     written; the model is then as it was
     */
    public Recalibrated recalibrate(String className, List<ImageInput> inputs, ReadingOptions reading, boolean confirmed,
            Progress progress) {
        try (ModelFolder.Lock _ = folder.lock()) {
            ModelFolder.Stored stored = folder.loadToChange(machine);
            Settings settings = stored.settings();
            try (DetectionModel model = stored.model(); FeatureReader reader = new FeatureReader(settings, machine)) {
                int classIndex = Scoring.classIndex(model, className);
                LoadedImages all = new Images(reading.over(settings), machine).normal(className, inputs,
                    model.detector().classes().get(classIndex).bits(), progress).loaded();
                LoadedImages images = withoutLearned(className, all, settings.evt().minPoints());
                Recalibration.Outcome outcome = new Recalibration(settings).move(model.detector(), classIndex,
                    reader.open(model.network(), images.images()), Optional.of(LearnedFrom.of(images.facts(), images.bits())),
                    confirmed);
                folder.commit(stored, model.with(outcome.detector()), machine, Origin.of(Origin.RECALIBRATE,
                    Version.PROGRAM, List.of(new Origin.UsedImages(className, images.sha256()))));
                return new Recalibrated(outcome, outcome.moved().expectedAlarms(settings), all.skipped(),
                    all.count() - images.count());
            }
        }
    }

    /** The class knows the images that it was learned from by heart: a threshold set on them calls all others alarms. */
    private LoadedImages withoutLearned(String className, LoadedImages all, int fewest) {
        Set<String> learned = folder.learnedImages(className);
        int[] fresh = IntStream.range(0, all.count()).filter(i -> !learned.contains(all.sha256().get(i))).toArray();
        if (fresh.length < all.count() && fresh.length < fewest) {
            throw new DataException(all.count() - fresh.length + " of the " + all.count() + " images are ones that class \""
                + className + "\" was learned from; give at least " + fewest + " others");
        }
        return all.select(fresh);
    }
}
