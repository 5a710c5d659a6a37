package org.diffcont.config;

/** {@code normality.*}: from features to a distance. Keys and ranges: {@link Keys}. */
public record NormalitySettings(Model model, int components, Pooling pooling, double topFraction) {
    /** What is learned of a class's normal features. */
    public enum Model { WHITENED, DIAGONAL, PCA_RESIDUAL, LOCATION_MAHALANOBIS, PATCH_MEMORY }

    /** How the cells' distances become the image's: the largest, the mean, or the mean of the largest few. */
    public enum Pooling { MAX, MEAN, TOP }
}
