package org.diffcont.nativecore;

/**
 * Which normality model to fit.
 *
 * @param components  kept principal components or patches, at least 1, cut to what the features allow; unused by
 *                    {@link NormalityKind#DIAGONAL} and {@link NormalityKind#GAUSSIAN}
 * @param sharing     of {@link NormalityKind#GAUSSIAN}; null for the others
 * @param directions  of {@link NormalitySharing#POOLED} and {@link NormalitySharing#FREE}: the share of directions that
 *                    count, those of least variance, in percent, 1 to 100; else 100
 */
public record NormalityConfig(NormalityKind kind, int components, NormalitySharing sharing, int directions) {
    public NormalityConfig {
        Checks.atLeast(components, 1, "components");
        if ((kind == NormalityKind.GAUSSIAN) != (sharing != null)) {
            throw new IllegalArgumentException("sharing is " + sharing + ", but the kind is " + kind);
        }
        boolean partial = sharing == NormalitySharing.POOLED || sharing == NormalitySharing.FREE;
        if (directions < (partial ? 1 : 100) || directions > 100) {
            throw new IllegalArgumentException("directions is " + directions + ", must be "
                    + (partial ? "in 1..100" : "100"));
        }
    }

    /** A kind with its components; {@link NormalityKind#GAUSSIAN} with nothing shared. */
    public static NormalityConfig of(NormalityKind kind, int components) {
        return new NormalityConfig(kind, components,
                kind == NormalityKind.GAUSSIAN ? NormalitySharing.POSITION : null, 100);
    }

    /** {@link NormalityKind#GAUSSIAN} with all directions. */
    public static NormalityConfig gaussian(NormalitySharing sharing) {
        return gaussian(sharing, 100);
    }

    /** {@link NormalityKind#GAUSSIAN} with a share of the directions, in percent. */
    public static NormalityConfig gaussian(NormalitySharing sharing, int directions) {
        return new NormalityConfig(NormalityKind.GAUSSIAN, 1, sharing, directions);
    }
}
