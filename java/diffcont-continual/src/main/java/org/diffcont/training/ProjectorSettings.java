package org.diffcont.training;

/** {@code projector.*}: from the bottleneck to the embedding. Keys and ranges: {@code StrategyKeys}. */
public record ProjectorSettings(int channels, int grid, Init init, Training train) {
    /** How the projection's weights start. */
    public enum Init { KAIMING, ORTHOGONAL }

    /** In which experiences the projection is trained. */
    public enum Training { FIRST, NEVER }

    /** Length of an embedding: channels · grid · grid. */
    public int embeddingSize() {
        return channels * grid * grid;
    }
}
