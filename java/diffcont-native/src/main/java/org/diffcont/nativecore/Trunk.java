package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.diffcont.nativecore.bindings.detect.DetectH;

/** A frozen pretrained network, a trunk, as a source of features. Does not change; several threads may read at once. */
public final class Trunk implements AutoCloseable {

    private static final int COLOURS = 3;

    private final Handle handle;

    private Trunk(long id) {
        this.handle = new Handle(this, "trunk", id, DetectH::dc_trunk_free, Calls::checkDetect);
    }

    /**
     * Reads a file.
     *
     * @param precision what its products are computed in; bf16 where the processor has it, else f32 too
     * @throws NativeException {@link NativeStatus#IO} or {@link NativeStatus#FORMAT}, naming the file
     */
    public static Trunk load(Path file, Precision precision) {
        DetectLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(Calls.LONG);
            Calls.checkDetect(DetectH.dc_trunk_load(Calls.path(arena, file), switch (precision) {
                case F32 -> DetectH.DC_TRUNK_F32();
                case BF16 -> DetectH.DC_TRUNK_BF16();
            }, id));
            return new Trunk(id.get(Calls.LONG, 0));
        }
    }

    /** A JSON object: name, parameters, precision, kernels, licence, source, blocks; dc_trunk_describe documents them. */
    public String describeJson() {
        return Calls.detectText((buffer, capacity, length) ->
                DetectH.dc_trunk_describe(handle.id(), buffer, capacity, length));
    }

    /**
     * Reads the outputs of some blocks, each brought to a grid of cells. An image's are the same bits in any batch and
     * with any number of threads, on one kind of processor.
     *
     * @param images    count x 3 x imageSize x imageSize, finite, in [-1, 1]
     * @param imageSize pixels a side, a multiple of 32 in 32..1024
     * @param blocks    of each output, counted from 0
     * @param cells     of each output, a side; divides, or is a multiple of, the side of the block's map
     * @param values    of all outputs of an image: the sum of cells x cells x channels
     * @return count x values: for each image, for each output, cells x cells x channels
     * @throws NativeException {@link NativeStatus#INVALID_ARGUMENT} when there is no such block or the cells do not fit,
     *                         {@link NativeStatus#NOT_FINITE} naming the image
     */
    public float[] read(float[] images, int count, int imageSize, int[] blocks, int[] cells, int values) {
        int imagesSize = Checks.arraySize("images", count, COLOURS, imageSize, imageSize);
        Checks.holds(images.length, imagesSize, "images");
        Checks.holds(cells.length, blocks.length, "cells");
        int size = Checks.arraySize("features", count, values);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment features = Calls.floats(arena, size);
            Calls.checkDetect(DetectH.dc_trunk_read(handle.id(), Calls.copyIn(arena, images, imagesSize), count,
                    imageSize, Calls.copyIn(arena, blocks, blocks.length), Calls.copyIn(arena, cells, blocks.length),
                    blocks.length, features, size));
            return Calls.copyOut(features);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
