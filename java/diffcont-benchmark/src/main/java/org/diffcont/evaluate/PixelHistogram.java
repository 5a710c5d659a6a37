package org.diffcont.evaluate;

import org.diffcont.heatmap.MaskRegions;

/**
 * Gathers heat maps and masks image by image into histograms, from which {@link PixelMetrics} come; memory does not
 * grow with the images. Scores in one of 65,536 bins, 1/1024 wide, count as ties; those below -16 or above 48 share the bins
 * at the ends.
 */
public final class PixelHistogram {
    private static final int BINS = 1 << 16;
    private static final double LOWEST = -16;
    private static final double PER_UNIT = 1024;
    private static final double MOST_FALSE_POSITIVES = 0.3;

    private final long[] normal = new long[BINS];
    private final long[] anomalous = new long[BINS];
    /** Each pixel counts 1 / size of its region. */
    private final double[] overlap = new double[BINS];
    private int images;
    private int regions;

    /**
     * Adds an image.
     *
     * @param scores  size x size, not NaN
     * @param mask    which pixels are defective; none of a normal image
     */
    public void add(float[] scores, boolean[] mask, int size) {
        MaskRegions found = MaskRegions.of(mask, size);
        int[] sizes = new int[found.count() + 1];
        for (int label : found.labels()) {
            sizes[label]++;
        }
        for (int i = 0; i < scores.length; i++) {
            int bin = Math.clamp((long) Math.floor((scores[i] - LOWEST) * PER_UNIT), 0, BINS - 1);
            int label = found.labels()[i];
            if (label == 0) {
                normal[bin]++;
            } else {
                anomalous[bin]++;
                overlap[bin] += 1.0 / sizes[label];
            }
        }
        images++;
        regions += found.count();
    }

    /** The metrics of what was added; undefined without normal or without anomalous pixels. */
    public PixelMetrics metrics() {
        double normals = sum(normal);
        double anomalies = sum(anomalous);
        if (normals == 0 || anomalies == 0) {
            return new PixelMetrics(Double.NaN, Double.NaN, Double.NaN, images, regions);
        }
        double auroc = 0;
        double ties = 0;
        double aupro = 0;
        double above = 0;
        double falsePositives = 0;
        double overlapped = 0;
        for (int bin = BINS - 1; bin >= 0; bin--) {
            double n = normal[bin] / normals;
            double a = anomalous[bin] / anomalies;
            auroc += n * (above + a / 2);
            ties += n * a / 2;
            above += a;
            double gained = overlap[bin] / regions;
            double counted = Math.min(n, Math.max(0, MOST_FALSE_POSITIVES - falsePositives));
            if (counted > 0) {
                // Trapezoid, cut where the false positives reach their limit.
                aupro += counted * (overlapped + gained * (counted / n) / 2);
            }
            falsePositives += n;
            overlapped += gained;
        }
        return new PixelMetrics(auroc, ties, aupro / MOST_FALSE_POSITIVES, images, regions);
    }

    private static double sum(long[] counts) {
        double sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
