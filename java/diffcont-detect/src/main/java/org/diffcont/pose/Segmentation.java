package org.diffcont.pose;

import java.util.Arrays;

/**
 * Where the product ends and the background begins: a limit for a pixel's colour distance from the background's colour,
 * which is the border's median.
 */
public enum Segmentation {
    /** The limit that splits the distances best into near and far (Otsu, 1979): products unlike their background. */
    OTSU {
        @Override
        float limit(float[] distances, float[] ofBorder) {
            return otsu(distances);
        }
    },
    /** Just above what the border itself varies, but no higher than Otsu's: products with parts like the background. */
    BORDER {
        @Override
        float limit(float[] distances, float[] ofBorder) {
            float[] sorted = ofBorder.clone();
            Arrays.sort(sorted);
            return Math.min(otsu(distances), BORDER_FACTOR * sorted[(int) (BORDER_QUANTILE * (sorted.length - 1))]);
        }
    };

    private static final int BINS = 64;
    private static final float BORDER_FACTOR = 1.5f;
    private static final double BORDER_QUANTILE = 0.9;

    /** Pixels whose distance is above it are the product's. */
    abstract float limit(float[] distances, float[] ofBorder);

    private static float otsu(float[] values) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (!(most > least)) {
            return most;
        }
        int[] histogram = new int[BINS];
        for (float value : values) {
            histogram[Math.min(BINS - 1, (int) (BINS * (value - least) / (most - least)))]++;
        }
        double total = 0;
        for (int b = 0; b < BINS; b++) {
            total += (b + 0.5) * histogram[b] / values.length;
        }
        double best = -1;
        int limit = 0;
        double weight = 0;
        double sum = 0;
        for (int b = 0; b < BINS - 1; b++) {
            weight += (double) histogram[b] / values.length;
            sum += (b + 0.5) * histogram[b] / values.length;
            double between = weight > 0 && weight < 1
                ? (total * weight - sum) * (total * weight - sum) / (weight * (1 - weight)) : 0;
            if (between > best) {
                best = between;
                limit = b;
            }
        }
        return least + (limit + 1) * (most - least) / BINS;
    }
}
