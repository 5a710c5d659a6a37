package org.diffcont.config;

/** At which diffusion timestep an image is noised before the network embeds it. */
public sealed interface EmbeddingTimestep {
    /** Drawn for each image from a seeded generator, as in the paper. */
    record Random() implements EmbeddingTimestep {}

    /**
     * The same for every image.
     *
     * @param timestep 0 … diffusion.timesteps − 1
     */
    record Fixed(int timestep) implements EmbeddingTimestep {}
}
