package org.diffcont.config;

/** {@code routing.*}: how the class of an image is predicted. Keys and ranges: {@link Keys}. */
public record RoutingSettings(Rule rule, Part source, int grid, double unknownRate) {
    /** By the classifier head, by the smallest calibrated distance, or by class means under one covariance. */
    public enum Rule { HEAD, NEAREST, SHARED_COVARIANCE }
}
