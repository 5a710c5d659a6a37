package org.diffcont.image;

import java.util.Arrays;

/**
 * Resizing by area averaging: a target pixel is the mean of the source area it covers, source pixels cut by its border
 * counting by their covered share. An axis that is enlarged is interpolated linearly between pixel centres instead
 * (border pixels repeated), since averaging would only repeat pixels. An axis that keeps its length is left as it is.
 */
public final class AreaResize {
    private AreaResize() {
    }

    /**
     * Resizes to {@code width}×{@code height}, without keeping the aspect ratio. The result does not depend on the
     * machine; a constant image stays constant.
     */
    public static Image resize(Image image, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("cannot resize to " + width + "×" + height);
        }
        if (width == image.width() && height == image.height()) {
            return image;
        }
        float[] values = new float[Math.multiplyExact(Image.CHANNELS, Math.multiplyExact(width, height))];
        resizeInto(image, width, height, values);
        return new Image(width, height, values);
    }

    private static void resizeInto(Image image, int width, int height, float[] target) {
        Taps columns = Taps.of(image.width(), width);
        Taps rows = Taps.of(image.height(), height);
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
            int from = channel * image.height() * image.width();
            double[] narrowed = alongRows(image, from, columns, width);
            alongColumns(narrowed, rows, width, height, target, channel * height * width);
        }
    }

    private static double[] alongRows(Image image, int from, Taps columns, int width) {
        float[] source = image.values();
        double[] narrowed = new double[image.height() * width];
        for (int y = 0; y < image.height(); y++) {
            int row = from + y * image.width();
            for (int x = 0; x < width; x++) {
                int first = row + columns.first[x];
                double[] weights = columns.weights[x];
                double sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * source[first + i];
                }
                narrowed[y * width + x] = sum;
            }
        }
        return narrowed;
    }

    private static void alongColumns(double[] source, Taps rows, int width, int height, float[] target, int offset) {
        double[] sums = new double[width];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0);
            double[] weights = rows.weights[y];
            for (int i = 0; i < weights.length; i++) {
                int row = (rows.first[y] + i) * width;
                for (int x = 0; x < width; x++) {
                    sums[x] += weights[i] * source[row + x];
                }
            }
            for (int x = 0; x < width; x++) {
                target[offset + y * width + x] = (float) sums[x];
            }
        }
    }

    /** For each target position, the run of source positions it reads and their weights, which sum to 1. */
    private record Taps(int[] first, double[][] weights) {
        static Taps of(int source, int target) {
            int[] first = new int[target];
            double[][] weights = new double[target][];
            for (int i = 0; i < target; i++) {
                if (target > source) {
                    between(source, target, i, first, weights);
                } else {
                    covered(source, target, i, first, weights);
                }
            }
            return new Taps(first, weights);
        }

        /** Target i covers [i·source/target, (i+1)·source/target): whole numbers of 1/target source pixels. */
        private static void covered(int source, int target, int i, int[] first, double[][] weights) {
            long begin = (long) i * source;
            long end = begin + source;
            int from = (int) (begin / target);
            int to = (int) ((end + target - 1) / target);
            first[i] = from;
            weights[i] = new double[to - from];
            for (int s = from; s < to; s++) {
                long overlap = Math.min(end, (long) (s + 1) * target) - Math.max(begin, (long) s * target);
                weights[i][s - from] = (double) overlap / source;
            }
        }

        private static void between(int source, int target, int i, int[] first, double[][] weights) {
            double centre = Math.max(0, Math.min(source - 1, (i + 0.5) * source / target - 0.5));
            int from = (int) centre;
            double share = centre - from;
            first[i] = from;
            weights[i] = share == 0 ? new double[] {1} : new double[] {1 - share, share};
        }
    }
}
