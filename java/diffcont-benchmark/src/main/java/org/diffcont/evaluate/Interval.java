package org.diffcont.evaluate;

import java.util.Arrays;

/** A confidence interval; both ends are NaN where the metric is undefined or no resample was asked for. */
public record Interval(double low, double high) {

    /** The percentile interval of resampled values: linear between order statistics, NaN values left out. */
    public static Interval percentile(double[] values, double level) {
        double[] sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
        return new Interval(quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2));
    }

    private static double quantile(double[] sorted, double probability) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = probability * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
