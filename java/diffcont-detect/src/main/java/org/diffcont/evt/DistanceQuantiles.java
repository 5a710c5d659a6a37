package org.diffcont.evt;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The distances a class's threshold was set on, kept compactly: all of them, or {@value #MOST} evenly spaced quantiles.
 * What later images of the class are held against to see a drift.
 *
 * @param ascending  at most {@value #MOST} distances; none where they were not kept
 */
public record DistanceQuantiles(float[] ascending) {
    /** Every percent, and both ends. */
    private static final int MOST = 101;

    public static DistanceQuantiles none() {
        return new DistanceQuantiles(new float[0]);
    }

    /**
     * Of distances in any order; they are not changed. Between two distances a quantile is linear. By hand, since up to
     * {@value #MOST} distances have to come out as they are, and Hipparchus' percentiles round between them.
     */
    public static DistanceQuantiles of(double[] distances) {
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        float[] kept = new float[Math.min(MOST, sorted.length)];
        for (int i = 0; i < kept.length; i++) {
            double position = kept.length == 1 ? 0 : (double) i * (sorted.length - 1) / (kept.length - 1);
            int below = (int) position;
            int above = Math.min(below + 1, sorted.length - 1);
            kept[i] = (float) (sorted[below] + (position - below) * (sorted[above] - sorted[below]));
        }
        return new DistanceQuantiles(kept);
    }

    /** About which share of the distances lies above one; 0 where none were kept. */
    public double shareAbove(double distance) {
        return isEmpty() ? 0 : (double) IntStream.range(0, ascending.length).filter(i -> ascending[i] > distance).count()
            / ascending.length;
    }

    public boolean isEmpty() {
        return ascending.length == 0;
    }
}
