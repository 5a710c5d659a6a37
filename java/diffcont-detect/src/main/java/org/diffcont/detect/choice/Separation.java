package org.diffcont.detect.choice;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * How far scores of defects lie among scores of normal images. A benchmark's RankingMetrics counts the area under the
 * ROC curve in whole numbers; here it is a mean of shares, and stays one: its last bit chooses between readings.
 */
final class Separation {
    /** For each defect the share of normal images that it outscores, a tie counting half; in [0, 1]. */
    private final double[] outscored;

    /**
     * @param normals  at least 1
     * @param defects  at least 1
     */
    Separation(double[] normals, double[] defects) {
        double[] sorted = normals.clone();
        Arrays.sort(sorted);
        outscored = Arrays.stream(defects).map(d -> outscored(sorted, d)).toArray();
    }

    private static double outscored(double[] sorted, double defect) {
        int below = countBelow(sorted, defect);
        int tied = countBelow(sorted, Math.nextUp(defect)) - below;
        return (below + tied / 2.0) / sorted.length;
    }

    private static int countBelow(double[] sorted, double value) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Area under the ROC curve: chance is .5. */
    double auroc() {
        return mean(share -> share);
    }

    /**
     * Area under the ROC curve where at most {@code rate} of the normal images alarm, divided by {@code rate}: the mean
     * share of defects found at such rates, in [0, 1]; chance is {@code rate / 2}.
     *
     * @param rate  in (0, 1]
     */
    double partialAuroc(double rate) {
        return mean(share -> Math.max(0, share - (1 - rate)) / rate);
    }

    /** Share of the defects that are found where at most {@code rate} of the normal images alarm. */
    double found(double rate) {
        return mean(share -> share >= 1 - rate ? 1 : 0);
    }

    private double mean(DoubleUnaryOperator value) {
        return Arrays.stream(outscored).map(value).average().orElseThrow();
    }
}
