package org.diffcont.monitor;

import org.hipparchus.stat.interval.BinomialProportion;
import org.hipparchus.stat.interval.ConfidenceInterval;

/**
 * A share of images, and where the true share may lie.
 *
 * @param count  images that are meant
 * @param of     all images
 * @param low    lower end of the Wilson score interval; 0 without images
 * @param high   its upper end; 1 without images
 */
public record Share(int count, int of, double low, double high) {
    static Share of(int count, int of, double confidence) {
        if (of == 0) {
            return new Share(0, 0, 0, 1);
        }
        ConfidenceInterval interval = BinomialProportion.getWilsonScoreInterval(of, (double) count / of, confidence);
        return new Share(count, of, Math.max(0, interval.getLowerBound()), Math.min(1, interval.getUpperBound()));
    }

    /** NaN without images. */
    public double value() {
        return (double) count / of;
    }
}
