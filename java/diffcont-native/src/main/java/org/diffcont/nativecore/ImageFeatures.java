package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.diffcont.nativecore.bindings.detect.DetectH;
import org.diffcont.nativecore.bindings.detect.dc_image_features_config;

/**
 * Features of images that need no network and no training, for every cell of a grid. The exact definitions stand in
 * the C header {@code diffcont/image_features.h}.
 *
 * @param kind      what is read
 * @param exposure  what is done to an image first
 * @param imageSize pixels a side, 1..4096
 * @param grid      cells a side; divides imageSize
 */
public record ImageFeatures(Kind kind, Exposure exposure, int imageSize, int grid) {

    /** What is read from each cell. */
    public enum Kind {
        /**
         * 40 channels: mean energy, largest energy and mean even output of oriented filters (scales of 1, 2 and 4
         * pixels, four orientations), mean red, green and blue, standard deviation of the luminance. A cell is an even
         * number of pixels a side, and the image larger than 12.
         */
        FILTER_BANK,
        /** The cell's cosine transform of n·n coefficients and two chroma means, for cells of 2..16 pixels a side. */
        DCT,
        /** 3 channels: mean red, green and blue; the raw pixels when grid equals imageSize. */
        PIXELS
    }

    /** What is done to an image first. Mean and standard deviation are over all its values. */
    public enum Exposure {
        /** Nothing. */
        AS_IS,
        /** x − mean. */
        MEAN_SUBTRACTED,
        /** (x − mean) / (std + 0.05). */
        STANDARDISED
    }

    private static final int IMAGE_CHANNELS = 3;
    private static final int LARGEST_IMAGE = 4096;
    /** Images handed over at once: memory that is used again costs less than memory that is new. */
    private static final int BATCH = 16;

    /** @throws IllegalArgumentException naming the field that is out of its range */
    public ImageFeatures {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(exposure, "exposure");
        Checks.atLeast(imageSize, 1, "imageSize");
        Checks.atLeast(grid, 1, "grid");
        if (imageSize > LARGEST_IMAGE) {
            throw new IllegalArgumentException("imageSize is " + imageSize + ", must be at most " + LARGEST_IMAGE);
        }
        if (imageSize % grid != 0) {
            throw new IllegalArgumentException("grid is " + grid + ", must divide imageSize " + imageSize);
        }
    }

    /** Cells of an image: grid · grid, row by row. */
    public int locations() {
        return grid * grid;
    }

    /**
     * Values of each cell.
     *
     * @throws NativeException when the kind does not allow this imageSize and grid
     */
    public int channels() {
        DetectLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment locations = arena.allocate(Calls.LONG);
            MemorySegment channels = arena.allocate(Calls.INT);
            Calls.checkDetect(DetectH.dc_image_features_shape(struct(arena), locations, channels));
            return channels.get(Calls.INT, 0);
        }
    }

    /**
     * Reads the features of some images. An image's features are the same bits in any batch and with any number of
     * threads, on one kind of processor.
     *
     * @param images count x 3 x imageSize x imageSize, finite, in [-1, 1]
     * @return count x {@link #locations} x {@link #channels}
     * @throws NativeException when the kind does not allow this imageSize and grid, or a value is not finite
     */
    public float[] read(float[] images, int count) {
        int imagesSize = Checks.arraySize("images", count, IMAGE_CHANNELS, imageSize, imageSize);
        Checks.holds(images.length, imagesSize, "images");
        float[] features = new float[Checks.arraySize("features", count, locations(), channels())];
        int imageLength = imagesSize / count;
        int length = features.length / count;
        int batch = Math.min(count, BATCH);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment config = struct(arena);
            MemorySegment in = Calls.floats(arena, batch * imageLength);
            MemorySegment out = Calls.floats(arena, batch * length);
            for (int from = 0; from < count; from += batch) {
                int some = Math.min(batch, count - from);
                MemorySegment.copy(images, from * imageLength, in, Calls.FLOAT, 0, some * imageLength);
                read(config, in, some, out.asSlice(0, (long) some * length * Float.BYTES), from);
                MemorySegment.copy(out, Calls.FLOAT, 0, features, from * length, some * length);
            }
        }
        return features;
    }

    private static void read(MemorySegment config, MemorySegment in, int count, MemorySegment out, int first) {
        try {
            Calls.checkDetect(DetectH.dc_image_features(config, in, count, out, out.byteSize() / Float.BYTES));
        } catch (NativeException e) {
            throw first == 0 ? e : new NativeException(e.status(), e.getMessage() + " (counted from image " + first
                + ")");
        }
    }

    private MemorySegment struct(Arena arena) {
        MemorySegment struct = arena.allocate(dc_image_features_config.layout());
        dc_image_features_config.struct_size(struct, (int) dc_image_features_config.sizeof());
        dc_image_features_config.kind(struct, switch (kind) {
            case FILTER_BANK -> DetectH.DC_IMAGE_FEATURES_FILTER_BANK();
            case DCT -> DetectH.DC_IMAGE_FEATURES_DCT();
            case PIXELS -> DetectH.DC_IMAGE_FEATURES_PIXELS();
        });
        dc_image_features_config.exposure(struct, switch (exposure) {
            case AS_IS -> DetectH.DC_EXPOSURE_AS_IS();
            case MEAN_SUBTRACTED -> DetectH.DC_EXPOSURE_MEAN_SUBTRACTED();
            case STANDARDISED -> DetectH.DC_EXPOSURE_STANDARDISED();
        });
        dc_image_features_config.image_size(struct, imageSize);
        dc_image_features_config.grid(struct, grid);
        return struct;
    }
}
