package org.diffcont.evaluate;

/**
 * How confidence intervals are made.
 *
 * @param resamples number of resamples; 0 leaves the intervals undefined
 * @param level     confidence level, in (0, 1)
 * @param seed      seed of the resamples: the same seed and images give the same intervals
 */
public record BootstrapSettings(int resamples, double level, long seed) {

    public BootstrapSettings {
        if (resamples < 0 || !(level > 0 && level < 1)) {
            throw new IllegalArgumentException("bootstrap needs 0 or more resamples and a level in (0, 1), got "
                    + resamples + ", " + level);
        }
    }
}
