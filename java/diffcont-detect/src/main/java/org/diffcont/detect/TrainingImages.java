package org.diffcont.detect;

import java.util.List;
import java.util.stream.IntStream;
import org.diffcont.config.EvtSettings.FitOn;
import org.diffcont.config.HeldOutSettings;
import org.diffcont.config.Settings;
import org.diffcont.error.UserException;

/**
 * One new class's normal images, S x S as {@code data.image_size} says, and which of them are held out from training.
 *
 * @param images  3 x S x S floats an image, in [-1, 1]
 */
public record TrainingImages(String name, float[] images, int count, CalibrationSplit split) {

    /** Sets images aside as the configuration says. */
    public static TrainingImages of(String name, float[] images, int count, Settings settings) {
        return new TrainingImages(name, images, count, split(count, settings));
    }

    /** Which of {@code count} images are held out; none where tails are cross-fitted, which needs every image. */
    private static CalibrationSplit split(int count, Settings settings) {
        if (count < 2) {
            throw new UserException(count + " images of a class cannot be split into training and calibration; give "
                + "more images (replay.per_class or strategy.exemplars where statistics.old_classes = refit)");
        }
        return settings.evt().fitOn() == FitOn.CROSS
            ? new CalibrationSplit(IntStream.range(0, count).toArray(), new int[0])
            : CalibrationSplit.of(count, settings.get(HeldOutSettings.class).calibration());
    }

    /** The images that train the network, and the statistics. */
    public float[] train() {
        return select(split.train());
    }

    /** The images held out for tails and thresholds. */
    public float[] calibration() {
        return select(split.calibration());
    }

    /** The images at some indices, in their order. */
    public float[] select(int[] indices) {
        int size = images.length / count;
        float[] selected = new float[indices.length * size];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(images, indices[i] * size, selected, i * size, size);
        }
        return selected;
    }

    /** Arrays of images one after another. */
    public static float[] join(List<float[]> parts) {
        float[] joined = new float[parts.stream().mapToInt(p -> p.length).reduce(0, Math::addExact)];
        int position = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, position, part.length);
            position += part.length;
        }
        return joined;
    }
}
