package org.diffcont.inspection;

import java.util.Map;
import java.util.Optional;

/**
 * A product that was learned or recalibrated.
 *
 * @param product      its name
 * @param threshold    a distance above it is anomalous
 * @param falseAlarms  to expect of good images of the same kind
 * @param images       that were used
 * @param skipped      those that could not be read: their names, each with the reason
 * @param advice       what to do about images that make defects hard to see; empty when there is nothing to say
 */
public record Learned(String product, double threshold, FalseAlarms falseAlarms, int images,
        Map<String, String> skipped, Optional<String> advice) {
    /**
     * A product that was learned.
     *
     * @param product      its name
     * @param threshold    a distance above it is anomalous
     * @param falseAlarms  to expect of good images of the same kind
     * @param images       that were used
     * @param skipped      those that could not be read: their names, each with the reason
     * @param advice       what to do about images that make defects hard to see
     */
    public Learned {
        skipped = Map.copyOf(skipped);
    }
}
