package org.diffcont.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The mean of paired differences with a percentile bootstrap interval. Classes are drawn with replacement, and so are
 * runs where there are several (Owen 2007, "The pigeonhole bootstrap"): the interval says what other classes and other
 * seeds might have given. A class's own difficulty and a seed's own luck cancel in the differences.
 *
 * @param mean      over all defined differences; NaN where there is none
 * @param interval  undefined (NaN) with fewer than two classes that have a defined difference
 * @param classes   classes with a defined difference
 * @param runs      paired runs
 */
public record PairedBootstrap(double mean, Interval interval, int classes, int runs) {
    private static final int RESAMPLES = 10_000;
    private static final double LEVEL = 0.95;
    private static final int FEWEST_CLASSES = 2;

    /** @param differences a row a pair of runs, a column a class; NaN where either run leaves the metric undefined */
    public static PairedBootstrap of(double[][] differences) {
        double[][] defined = withoutUndefinedClasses(differences);
        int runs = defined.length;
        int classes = runs == 0 ? 0 : defined[0].length;
        double mean = Means.ofDefined(Arrays.stream(defined).flatMapToDouble(Arrays::stream));
        if (classes < FEWEST_CLASSES) {
            return new PairedBootstrap(mean, new Interval(Double.NaN, Double.NaN), classes, runs);
        }
        SplittableRandom random = new SplittableRandom(0);
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            means[r] = resampled(defined, runs, classes, random);
        }
        return new PairedBootstrap(mean, Interval.percentile(means, LEVEL), classes, runs);
    }

    private static double resampled(double[][] differences, int runs, int classes, SplittableRandom random) {
        double[][] rows = new double[runs][];
        for (int i = 0; i < runs; i++) {
            rows[i] = differences[runs == 1 ? 0 : random.nextInt(runs)];
        }
        double sum = 0;
        int count = 0;
        for (int i = 0; i < classes; i++) {
            int column = random.nextInt(classes);
            for (double[] row : rows) {
                if (!Double.isNaN(row[column])) {
                    sum += row[column];
                    count++;
                }
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private static double[][] withoutUndefinedClasses(double[][] differences) {
        int classes = differences.length == 0 ? 0 : differences[0].length;
        int[] defined = IntStream.range(0, classes)
            .filter(c -> Arrays.stream(differences).anyMatch(row -> !Double.isNaN(row[c]))).toArray();
        return Arrays.stream(differences).map(row -> Arrays.stream(defined).mapToDouble(c -> row[c]).toArray())
            .toArray(double[][]::new);
    }
}
