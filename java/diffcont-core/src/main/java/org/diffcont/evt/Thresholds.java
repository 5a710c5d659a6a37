package org.diffcont.evt;

import java.util.Arrays;
import org.diffcont.error.UserException;

/**
 * Thresholds for a target false positive rate, from normal images alone. A score is called anomalous when it is
 * <em>above</em> the threshold. The threshold has the score's unit: a distance, where the scores are distances.
 */
public final class Thresholds {

    private Thresholds() {
    }

    /**
     * The threshold that a further normal image of the same kind exceeds with probability {@code rate}: of n held-out
     * normal scores the (1 - rate)(n + 1)-th smallest, a place between two scores divided in proportion. A further
     * score lies above the k-th smallest of n with probability 1 - k/(n + 1) (split conformal prediction; Vovk,
     * Gammerman and Shafer 2005); in between, the probability is at most the rate where higher scores are rarer ones,
     * as in a tail. Fewer than 1/rate - 1 scores cannot promise so little; they give their maximum, which is exceeded
     * with probability 1/(n + 1).
     *
     * @param normalScores scores of held-out normals, at least 1, not NaN; they are not changed
     * @param rate         target false positive rate, in [0, 1)
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
            return sorted[sorted.length - 1];
        }
        double lower = sorted[Math.max(0, below - 1)];
        double upper = sorted[below];
        double part = place - below;
        return part < 1e-9 || lower == upper ? lower : lower + part * (upper - lower);
    }

    /**
     * The distance at which the tail expects the target rate. The tail describes only the largest
     * {@code tailCount} of {@code normalCount} distances, a share q, so the rate above d is {@code q · (1 - s(d))}
     * and the threshold is {@code inverse(1 - rate/q)}.
     *
     * @param tail        the class's tail
     * @param normalCount number of distances the tail is the upper part of, at least {@code tail.tailCount()}
     * @param rate        target false positive rate, in [0, 1)
     * @return a distance; infinite for a rate of 0
     * @throws UserException the rate is not below the tail's share, so the threshold lies outside the tail
     */
    public static double fromTail(WeibullTail tail, int normalCount, double rate) {
        requireRate(rate);
        if (normalCount < tail.tailCount()) {
            throw new IllegalArgumentException(
                    "a tail of " + tail.tailCount() + " points cannot come from " + normalCount + " distances");
        }
        double share = tail.tailCount() / (double) normalCount;
        if (rate >= share) {
            throw new UserException("The tail holds " + share + " of the normal images, so it has no threshold for a "
                    + "false positive rate of " + rate + ": use a larger tail fraction, a lower rate, or the empirical "
                    + "threshold.");
        }
        return tail.inverse(1 - rate / share);
    }

    private static void requireRate(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a false positive rate is in [0, 1), got " + rate);
        }
    }
}
