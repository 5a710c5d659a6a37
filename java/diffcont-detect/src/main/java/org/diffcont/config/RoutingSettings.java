package org.diffcont.config;

/** {@code routing.*}: how the class of an image is predicted. Keys and ranges: {@link DetectionKeys}. */
public record RoutingSettings(Rule rule, Part source, int grid, double unknownRate) {
    /** Whether images of unknown products are looked for. */
    public boolean findsUnknown() {
        return rule == Rule.SHARED_COVARIANCE && unknownRate > 0;
    }

    /** By the classifier head, by the smallest calibrated distance, or by class means under one covariance. */
    public enum Rule { HEAD, NEAREST, SHARED_COVARIANCE }
}
