package org.diffcont.nativecore;

/** What a normality model takes for the distance of features to a class's normal ones. */
public enum NormalityKind {
    /** Sum over locations and channels of ((x - mean) / std)²; one distance an image. */
    DIAGONAL,
    /** Squared distance to the subspace of the first principal directions of the standardised features. */
    PCA_RESIDUAL,
    /** Channels standardised and rotated to principal ones, then a Mahalanobis distance at every location. */
    LOCATION_MAHALANOBIS,
    /** Channels standardised, then at every location the squared distance to the nearest of some normal patches. */
    PATCH_MEMORY,
    /** At every location the squared Mahalanobis distance of all channels, with every direction. */
    GAUSSIAN
}
