package org.diffcont.evt;

import java.util.Objects;

/**
 * Which distances form a class's tail, and in which form it is fitted.
 *
 * @param form          the Weibull's form
 * @param fraction      share of the largest distances that form the tail, in (0, 1]
 * @param minimumPoints fewest distances in a tail, at least 2; a class with fewer distances uses all it has
 */
public record TailSettings(TailForm form, double fraction, int minimumPoints) {

    /** The paper's 10 %, never fewer than 10 points, in libMR's form. */
    public static final TailSettings DEFAULT = new TailSettings(TailForm.LIBMR, 0.10, 10);

    public TailSettings {
        Objects.requireNonNull(form, "form");
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("tail fraction must be in (0, 1], got " + fraction);
        }
        if (minimumPoints < 2) {
            throw new IllegalArgumentException("a tail needs at least 2 points, got a minimum of " + minimumPoints);
        }
    }

    /** Number of distances in the tail of {@code count} distances: the share rounded up, at most {@code count}. */
    public int tailCount(int count) {
        // 0.1 * 70 is a little above 7 in binary; without the slack it would round up to 8.
        int share = (int) Math.ceil(fraction * count - 1e-9);
        return Math.min(count, Math.max(minimumPoints, share));
    }
}
