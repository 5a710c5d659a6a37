package org.diffcont.detect.normality;

import java.util.Arrays;

/**
 * Brings scores of different readings to one scale: (log score - mean) / std of normal images that took no part in the
 * reading's statistics. Summed by hand, here and in {@link Whitening}: a library's sums differ in the last bit, and so
 * would every score.
 *
 * @param floor  smaller scores count as this one, above 0: an exact copy of a learned image would be at minus infinity
 * @param mean   of the logarithms
 * @param std    of the logarithms, above 0
 */
public record LogScale(double floor, double mean, double std) {
    private static final double FLOOR_OF_MEDIAN = 1e-3;
    /** Below, a deviation of logarithms is rounding. */
    private static final double LEAST_STD = 1e-9;

    public LogScale {
        if (!(floor > 0 && std > 0 && Double.isFinite(floor) && Double.isFinite(mean) && Double.isFinite(std))) {
            throw new IllegalArgumentException("floor and std are above 0 and finite, got " + floor + ", " + mean + ", "
                + std);
        }
    }

    /** From scores of normal images, at least 2, each 0 or more; scores all alike get std 1. */
    public static LogScale fit(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double floor = Math.max(FLOOR_OF_MEDIAN * sorted[sorted.length / 2], Float.MIN_NORMAL);
        double mean = 0;
        for (double score : scores) {
            mean += Math.log(Math.max(score, floor)) / scores.length;
        }
        double squares = 0;
        for (double score : scores) {
            double difference = Math.log(Math.max(score, floor)) - mean;
            squares += difference * difference;
        }
        double std = Math.sqrt(squares / (scores.length - 1));
        return new LogScale(floor, mean, std > LEAST_STD ? std : 1);
    }

    /** From scores of single cells. */
    public static LogScale fit(float[] scores) {
        double[] doubles = new double[scores.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = scores[i];
        }
        return fit(doubles);
    }

    /**
     * Each score's z among the others: the scale is theirs, as it will be for images to come. A score that helped to
     * set the scale looks less unusual than it is, the more so the fewer there are.
     *
     * @param scores  at least 3
     */
    public static double[] leaveOneOut(double[] scores) {
        double[] z = new double[scores.length];
        double[] others = Arrays.copyOfRange(scores, 1, scores.length);
        for (int i = 0; i < scores.length; i++) {
            z[i] = fit(others).z(scores[i]);
            if (i < others.length) {
                others[i] = scores[i];
            }
        }
        return z;
    }

    public double z(double score) {
        return (Math.log(Math.max(score, floor)) - mean) / std;
    }
}
