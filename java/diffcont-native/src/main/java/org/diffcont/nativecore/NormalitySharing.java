package org.diffcont.nativecore;

/** What the locations of {@link NormalityKind#GAUSSIAN} share; the C header has the formulas. */
public enum NormalitySharing {
    /** Nothing: mean and covariance at each location, the covariance shrunk to the pooled one. */
    POSITION,
    /** A covariance for each 2 x 2 square of the locations, which are as many rows as columns; a mean at each. */
    BLOCK,
    /** One covariance, the mean of the locations'; a mean at each. */
    POOLED,
    /** One mean and one covariance. */
    FREE
}
