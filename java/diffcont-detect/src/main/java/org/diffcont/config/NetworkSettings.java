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

    /** Channels of the mid block's output, from which the embedding is read. */
    public int bottleneckChannels() {
        return channels.getLast();
    }
}
