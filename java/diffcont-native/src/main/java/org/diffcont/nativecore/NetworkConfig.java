package org.diffcont.nativecore;

import java.util.List;
import java.util.Objects;

/**
 * The shape of a network: diffusers' {@code UNet2DModel}, a projector on its bottleneck, a classifier head.
 *
 * @param sampleSize        S, pixels a side; a multiple of 2^(levels − 1)
 * @param imageChannels     channels of images, 1..16
 * @param channels          channels of each level, 1..8 levels, each a multiple of {@code normGroups}
 * @param attention         whether each level has attention
 * @param layersPerBlock    residual blocks a level going down; one more going up
 * @param normGroups        groups of the group normalisation
 * @param attentionHeadDim  channels a head; divides the channels of every level with attention and
 *                          of the last level
 * @param classCount        classes known, at least 1
 * @param projectorChannels channels after the projector (64 in the paper)
 * @param embeddingGrid     cells a side of the pooled projection (6: 64·6·6 = 2304 dimensions)
 * @param projectorInit     how the projector's weights start
 * @param trainTimesteps    diffusion steps (1000)
 * @param normEps           epsilon of the group normalisation (1e-5)
 * @param betaStart         first β of the linear schedule (1e-4)
 * @param betaEnd           last β (0.02)
 */
public record NetworkConfig(int sampleSize, int imageChannels, List<Integer> channels, List<Boolean> attention,
                            int layersPerBlock, int normGroups, int attentionHeadDim, int classCount,
                            int projectorChannels, int embeddingGrid, ProjectorInit projectorInit, int trainTimesteps,
                            double normEps, double betaStart, double betaEnd) {

    static final int MAX_LEVELS = 8;

    /** @throws IllegalArgumentException naming the field that is out of its range */
    public NetworkConfig {
        channels = List.copyOf(channels);
        attention = List.copyOf(attention);
        Objects.requireNonNull(projectorInit, "projectorInit");
        Checks.atLeast(sampleSize, 1, "sampleSize");
        Checks.atLeast(imageChannels, 1, "imageChannels");
        if (channels.isEmpty() || channels.size() > MAX_LEVELS) {
            throw new IllegalArgumentException("channels has " + channels.size() + " levels, must be 1.." + MAX_LEVELS);
        }
        if (attention.size() != channels.size()) {
            throw new IllegalArgumentException("attention has " + attention.size() + " levels, channels has "
                    + channels.size());
        }
        Checks.atLeast(layersPerBlock, 1, "layersPerBlock");
        Checks.atLeast(normGroups, 1, "normGroups");
        Checks.atLeast(attentionHeadDim, 1, "attentionHeadDim");
        Checks.atLeast(classCount, 1, "classCount");
        Checks.atLeast(projectorChannels, 1, "projectorChannels");
        Checks.atLeast(embeddingGrid, 1, "embeddingGrid");
        Checks.atLeast(trainTimesteps, 1, "trainTimesteps");
        Checks.finite(normEps, "normEps");
        Checks.finite(betaStart, "betaStart");
        Checks.finite(betaEnd, "betaEnd");
        int cells = 1 << (channels.size() - 1);
        if (sampleSize % cells != 0) {
            throw new IllegalArgumentException("sampleSize is " + sampleSize + ", must be a multiple of " + cells
                    + " for " + channels.size() + " levels");
        }
        for (int level = 0; level < channels.size(); level++) {
            int width = channels.get(level);
            if (width < 1 || width % normGroups != 0) {
                throw new IllegalArgumentException("channels[" + level + "] is " + width
                        + ", must be a multiple of normGroups, " + normGroups);
            }
            // The mid block, as wide as the last level, always has attention.
            boolean attends = attention.get(level) || level == channels.size() - 1;
            if (attends && width % attentionHeadDim != 0) {
                throw new IllegalArgumentException("channels[" + level + "] is " + width
                        + ", must be a multiple of attentionHeadDim, " + attentionHeadDim);
            }
        }
    }

    /** Values of one image: channels · size · size. */
    public int imageSize() {
        return Checks.arraySize("an image", imageChannels, sampleSize, sampleSize);
    }

    /** Dimensions of an embedding: projectorChannels · embeddingGrid². */
    public int embeddingDimension() {
        return Checks.arraySize("an embedding", projectorChannels, embeddingGrid, embeddingGrid);
    }

    /** The same shape with another number of classes. */
    public NetworkConfig withClassCount(int count) {
        return new NetworkConfig(sampleSize, imageChannels, channels, attention, layersPerBlock, normGroups,
                attentionHeadDim, count, projectorChannels, embeddingGrid, projectorInit, trainTimesteps, normEps,
                betaStart, betaEnd);
    }
}
