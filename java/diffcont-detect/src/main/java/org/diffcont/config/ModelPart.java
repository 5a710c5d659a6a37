package org.diffcont.config;

/** What a configuration must know of what is learned of a source's features: the rest is the model's own. */
public interface ModelPart {
    /** Whether it gives a distance for each cell, and not one for the image. */
    boolean hasLocations();

    /**
     * Checks that it can learn from a source's features.
     *
     * @param source  the source's name
     * @throws org.diffcont.error.ConfigurationException where it cannot
     */
    default void check(String source) {
    }
}
