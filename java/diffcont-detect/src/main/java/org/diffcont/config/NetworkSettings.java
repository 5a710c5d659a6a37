package org.diffcont.config;

import java.util.List;

/** {@code network.*}: the U-Net's shape, level by level from the finest. Keys and ranges: {@link DetectionKeys}. */
public record NetworkSettings(
        int imageSize, List<Integer> channels, int layersPerBlock, List<Boolean> attention, int attentionHeadDim,
        int normGroups) {
    public NetworkSettings {
        channels = List.copyOf(channels);
        attention = List.copyOf(attention);
    }
}
