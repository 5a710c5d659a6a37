package org.diffcont.config;

/** {@code embedding.*}: how the network reads an image. Keys and ranges: {@link DetectionKeys}. */
public record EmbeddingSettings(EmbeddingTimestep timestep, Noise noise, Label label, Network network) {
    /** Whether each image gets its own noise, or all share one stored tensor. */
    public enum Noise { FRESH, COMMON }

    /** Which class label the network is given: each candidate class's own, or none. */
    public enum Label { CANDIDATE, NONE }

    /** The network that reads images: the one trained last, or the one after the first experience, which never moves. */
    public enum Network { CURRENT, FIRST }
}
