package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.diffcont.nativecore.bindings.network.NetworkH;
import org.diffcont.nativecore.bindings.network.dcn_backbone_config;

/**
 * A user's own network as a source of features, from a TorchScript file. Such a file is a program that runs with the
 * rights of this process: load only files that you trust. Does not change.
 */
public final class Backbone implements AutoCloseable {

    private static final int COLOURS = 3;

    private final Handle handle;
    private final int imageSize;

    private Backbone(long id, int imageSize) {
        this.handle = new Handle(this, "backbone", id, NetworkH::dcn_backbone_free, Calls::checkNetwork);
        this.imageSize = imageSize;
    }

    /**
     * Reads a file and runs the method once, on black images, to learn its outputs.
     *
     * @param method    takes images, count x 3 x imageSize x imageSize, and gives a tensor, or a tuple or list of them,
     *                  each count x C x H x H or count x C; usually {@code forward}
     * @param imageSize pixels a side, 1..4096
     * @param mean      of red, green and blue, for images in [0, 1]; subtracted
     * @param std       of red, green and blue, above 0; divided by
     * @throws NativeException {@link NativeStatus#IO} or {@link NativeStatus#FORMAT}, naming the file
     */
    public static Backbone load(Path file, String method, int imageSize, float[] mean, float[] std) {
        Checks.atLeast(imageSize, 1, "imageSize");
        Checks.holds(mean.length, COLOURS, "mean");
        Checks.holds(std.length, COLOURS, "std");
        NetworkLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(dcn_backbone_config.layout());
            dcn_backbone_config.struct_size(struct, (int) dcn_backbone_config.sizeof());
            dcn_backbone_config.image_size(struct, imageSize);
            for (int c = 0; c < COLOURS; c++) {
                dcn_backbone_config.mean(struct, c, mean[c]);
                dcn_backbone_config.std(struct, c, std[c]);
            }
            MemorySegment id = arena.allocate(Calls.LONG);
            Calls.checkNetwork(NetworkH.dcn_backbone_load(Calls.path(arena, file), arena.allocateFrom(method), struct, id));
            return new Backbone(id.get(Calls.LONG, 0), imageSize);
        }
    }

    /** Channels that {@link #features} gives: those of all outputs together. */
    public int channels() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment channels = arena.allocate(Calls.INT);
            Calls.checkNetwork(NetworkH.dcn_backbone_channels(handle.id(), channels));
            return channels.get(Calls.INT, 0);
        }
    }

    /**
     * The method's outputs, resampled to grid x grid cells and joined. An image's features are the same bits in any
     * batch, on one kind of processor and with one number of threads, as far as the network's own operations treat the
     * images of a batch alike.
     *
     * @param images count x 3 x imageSize x imageSize, finite, in [-1, 1]
     * @param grid   1..1024
     * @throws NativeException {@link NativeStatus#FORMAT} when the method fails on these images,
     *                         {@link NativeStatus#NOT_FINITE} when an image or a feature is not finite
     */
    public GridFeatures features(float[] images, int count, int grid) {
        int imagesSize = Checks.arraySize("images", count, COLOURS, imageSize, imageSize);
        Checks.holds(images.length, imagesSize, "images");
        Checks.atLeast(grid, 1, "grid");
        int channels = channels();
        int size = Checks.arraySize("features", count, grid, grid, channels);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment features = Calls.floats(arena, size);
            Calls.checkNetwork(NetworkH.dcn_backbone_features(handle.id(), Calls.copyIn(arena, images, imagesSize), count,
                    grid, features, size));
            return new GridFeatures(Calls.copyOut(features), count, grid * grid, channels);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
