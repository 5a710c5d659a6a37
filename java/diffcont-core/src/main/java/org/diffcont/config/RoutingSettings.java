package org.diffcont.config;

/** {@code routing.*}: how the class of an image is predicted. Keys and ranges: {@link Keys}. */
public record RoutingSettings(Rule rule) {
    /** By the classifier head, or by the smallest calibrated distance. */
    public enum Rule { HEAD, NEAREST, SHARED_COVARIANCE }
}
