package org.diffcont.config;

/** {@code features.*}: what of the network describes an image. Keys and ranges: {@link Keys}. */
public record FeatureSettings(Source source, int grid) {
    /** The projected bottleneck, or the activations of all levels on one grid of cells. */
    public enum Source { BOTTLENECK, LEVELS }
}
