package org.diffcont.evt;

import java.util.Arrays;

/**
 * Thresholds for a target false positive rate, from normal images alone. A score is called anomalous when it is
 * <em>above</em> the threshold. The threshold has the score's unit: a distance, where the scores are distances.
 */
public final class Thresholds {
    /** Fewer say little of a tail; more reach into what is none in the few scores that need it. */
    private static final int SPACINGS = 5;

    private Thresholds() {
    }

    /**
     * The threshold that a further normal image of the same kind exceeds with probability {@code rate}: of n held-out
     * normal scores the (1 - rate)(n + 1)-th smallest, a place between two scores divided in proportion. A further
     * score lies above the k-th smallest of n with probability 1 - k/(n + 1) (split conformal prediction; Vovk,
     * Gammerman and Shafer 2005); in between, the probability is at most the rate where higher scores are rarer ones,
     * as in a tail. Fewer than 1/rate - 1 scores reach no further than their largest, which is exceeded with
     * probability 1/(n + 1): the threshold then lies above it, where an exponential tail keeps the rate.
     *
     * @param normalScores scores of held-out normals, at least 1, not NaN; they are not changed
     * @param rate         target false positive rate, in (0, 1)
     */
    public static double empirical(double[] normalScores, double rate) {
        requireRate(rate);
        if (normalScores.length == 0) {
            throw new IllegalArgumentException("a threshold needs at least one normal score");
        }
        double[] sorted = normalScores.clone();
        Arrays.sort(sorted);
        // Arrays.sort puts NaN last.
        if (Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("a normal score is NaN");
        }
        double place = (1 - rate) * (sorted.length + 1);
        // 0.71 * 100 is a little below 71 in binary: what is so near a score is that score.
        int below = (int) Math.floor(place + 1e-9);
        if (below >= sorted.length) {
            return sorted[sorted.length - 1] + (place > sorted.length + 1e-9 ? beyond(sorted, rate) : 0);
        }
        double lower = sorted[Math.max(0, below - 1)];
        double upper = sorted[below];
        double part = place - below;
        return part < 1e-9 || lower == upper ? lower : lower + part * (upper - lower);
    }

    /**
     * How far above the largest score the threshold lies. A further score is the largest with probability 1/(n + 1).
     * Where the tail is exponential, it then exceeds the others by as much as (k + 1)(s_k - s_(k+1)) is for each k, of
     * the others from the largest down, and independently of them (Renyi 1953): with probability (1 + c/m)^-m by more
     * than c times the mean of m of these.
     */
    private static double beyond(double[] sorted, double rate) {
        int spacings = Math.min(SPACINGS, sorted.length - 1);
        if (spacings == 0) {
            return 0;
        }
        double meanExcess = 0;
        for (int k = 1; k <= spacings; k++) {
            meanExcess += (k + 1) * (sorted[sorted.length - k] - sorted[sorted.length - k - 1]) / spacings;
        }
        return meanExcess * spacings * (Math.pow(rate * (sorted.length + 1), -1.0 / spacings) - 1);
    }

    private static void requireRate(double rate) {
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException("a false positive rate is in (0, 1), got " + rate);
        }
    }
}
