package org.diffcont.nativecore;

/** How the projector's weights start. */
public enum ProjectorInit {
    /** PyTorch's default for a convolution. */
    KAIMING,
    /** Orthonormal rows: keeps the bottleneck's distances, meant to stay frozen. */
    ORTHOGONAL
}
