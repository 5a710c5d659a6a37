package org.diffcont.training;

import org.diffcont.nativecore.ProjectorInit;

/** {@code projector.*}: from the bottleneck to the embedding. Keys and ranges: {@code StrategyKeys}. */
public record ProjectorSettings(int channels, int grid, ProjectorInit init, Training train) {
    /** In which experiences the projection is trained. */
    public enum Training { FIRST, NEVER }
}
