package org.diffcont.bench;

import java.util.List;
import org.diffcont.nativecore.NetworkConfig;
import org.diffcont.nativecore.ProjectorInit;

/** The networks that are measured. */
public enum BenchNetwork {
    /** Almost no arithmetic: what is left is the call. 8 x 8 images. */
    TINY(8, List.of(8, 16), List.of(false, true), 1, 4, 4, 2),
    /** The demo profile's widths at 32 x 32. */
    SMALL(32, List.of(32, 64, 96), List.of(false, false, true), 1, 16, 64, 6),
    /** The paper's: 32 x 32, 2304 dimensions. */
    PAPER(32, List.of(64, 128, 256), List.of(false, false, true), 2, 32, 64, 6);

    private static final int CLASSES = 15;

    private final NetworkConfig config;

    BenchNetwork(int size, List<Integer> channels, List<Boolean> attention, int layers, int normGroups,
                 int projectorChannels, int embeddingGrid) {
        config = new NetworkConfig(size, 3, channels, attention, layers, normGroups, 8, CLASSES, projectorChannels,
                embeddingGrid, ProjectorInit.KAIMING, 1000, 1e-5, 1e-4, 0.02);
    }

    NetworkConfig config() {
        return config;
    }
}
