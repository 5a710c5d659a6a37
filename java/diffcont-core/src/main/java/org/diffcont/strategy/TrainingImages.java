package org.diffcont.strategy;

import java.util.Arrays;
import org.diffcont.experience.CalibrationSplit;

/**
 * One new class's normal images, S x S, and which of them are held out from training.
 *
 * @param images  3 x S x S floats an image, in [-1, 1]
 */
public record TrainingImages(String name, float[] images, int count, CalibrationSplit split) {

    /** The images that train the network, and the statistics. */
    public float[] train() {
        return select(split.train());
    }

    /** The images held out for tails and thresholds. */
    public float[] calibration() {
        return select(split.calibration());
    }

    private float[] select(int[] indices) {
        int size = images.length / count;
        float[] selected = new float[indices.length * size];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(images, indices[i] * size, selected, i * size, size);
        }
        return selected;
    }

    @Override
    public String toString() {
        return "TrainingImages[" + name + ", " + count + " images, " + Arrays.toString(split.calibration())
            + " held out]";
    }
}
