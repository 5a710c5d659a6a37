package org.diffcont.config;

/** What a configuration must know of a feature source: the rest is the source's own. */
public interface SourcePart {
    /** What a source reads beside the image. */
    enum Needs {
        NOTHING,
        /** The diffusion network. */
        NETWORK,
        /** The user's own network, {@code backbone.file}. */
        BACKBONE,
        /** The pretrained network that comes with the native libraries, or {@code trunk.file}. */
        TRUNK
    }

    Needs needs();

    /** Cells a side of its features; 1 for a single vector. */
    int cells();

    /**
     * Checks that it fits the other keys.
     *
     * @param key  that names the source
     * @throws org.diffcont.error.ConfigurationException naming the keys that do not fit, and what would
     */
    void check(String key, Settings settings);
}
