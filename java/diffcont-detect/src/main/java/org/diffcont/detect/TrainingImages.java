package org.diffcont.detect;

import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.config.EvtSettings.FitOn;
import org.diffcont.config.HeldOutSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.check.LearnedFrom;
import org.diffcont.error.UserException;
import org.diffcont.image.ImageBatch;

/**
 * One new class's normal images, of the side that {@code data.image_size} says, and which of them are held out from
 * training.
 *
 * @param from  what files they come from; empty where that is not known
 */
public record TrainingImages(String name, ImageBatch images, CalibrationSplit split,
        Optional<LearnedFrom> from) {

    /** Sets images aside as the configuration says; none where tails are cross-fitted, which needs every image. */
    public static TrainingImages of(String name, ImageBatch images, Settings settings) {
        int count = images.count();
        if (count < 2) {
            throw new UserException(count + " images of a class cannot be split into training and calibration; give "
                + "more images (replay.per_class or strategy.exemplars where statistics.old_classes = refit)");
        }
        return new TrainingImages(name, images, settings.evt().fitOn() == FitOn.CROSS
            ? new CalibrationSplit(IntStream.range(0, count).toArray(), new int[0])
            : CalibrationSplit.of(count, settings.get(HeldOutSettings.class).calibration()), Optional.empty());
    }

    /** The same, with the files that they come from. */
    public TrainingImages from(LearnedFrom files) {
        return new TrainingImages(name, images, split, Optional.of(files));
    }

    /** The images that train the network, and the statistics. */
    public ImageBatch train() {
        return images.select(split.train());
    }

    /** The images held out for tails and thresholds. */
    public ImageBatch calibration() {
        return images.select(split.calibration());
    }
}
