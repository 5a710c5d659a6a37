package org.diffcont.monitor;

import java.util.Arrays;
import org.diffcont.detect.ClassDetector;
import org.hipparchus.stat.descriptive.rank.Median;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;

/**
 * Whether a class's normal-looking images still score as those its threshold was set on: the two-sample
 * Kolmogorov-Smirnov test. Only distances up to the threshold are compared, on both sides, so that real defects count
 * for nothing here.
 *
 * @param difference  the largest difference between the two distribution functions, in [0, 1]
 * @param pValue      chance of one as large if nothing has changed
 * @param up          whether the median has moved up: images look less normal than they did
 * @param images      images compared
 */
public record Drift(double difference, double pValue, boolean up, int images) {
    private static final int FEWEST = 5;
    private static final Median MEDIAN = new Median();

    /** Null where there is too little to compare. */
    static Drift of(double[] distances, ClassDetector detector) {
        double limit = detector.thresholdDistance();
        float[] all = detector.normal().ascending();
        double[] kept = new double[all.length];
        int below = 0;
        for (float distance : all) {
            // Rounded to float, the threshold itself may lie above it.
            if (distance <= (float) limit) {
                kept[below++] = distance;
            }
        }
        double[] before = Arrays.copyOf(kept, below);
        double[] now = Arrays.stream(distances).filter(d -> d <= limit).sorted().toArray();
        if (before.length < FEWEST || now.length < FEWEST) {
            return null;
        }
        KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
        double difference = test.kolmogorovSmirnovStatistic(before, now);
        // The quantiles stand for all images they are quantiles of.
        int calibrated = Math.max(2, (int) Math.round((double) detector.calibration().thresholdImages() * before.length
            / all.length));
        return new Drift(difference, Math.clamp(test.approximateP(difference, calibrated, now.length), 0, 1),
            MEDIAN.evaluate(now) > MEDIAN.evaluate(before), now.length);
    }
}
