package org.diffcont.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A trunk's file of three blocks, of 8, 16 and 16 channels and strides 2, 4 and 4; the last one adds its input. */
public final class SmallTrunk {
    public static final int[] CHANNELS = {8, 16, 16};
    private static final String BLOCK = "{\"kind\":\"mbconv\",\"in\":%d,\"hidden\":%d,\"out\":%d,\"kernel\":%d,"
        + "\"stride\":%d,\"residual\":%b,\"activation\":\"relu6\"}";

    private SmallTrunk() {
    }

    /** With random weights that keep values near 1. */
    public static Path random(Path file, long seed) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return write(file, (shape, _) -> (2 * random.nextDouble() - 1)
            * (shape.length == 1 ? 0.1 : Math.sqrt(3.0 * shape[0] / size(shape))));
    }

    /**
     * With weights of 0 and biases that count 0.01, 0.02, …: whatever the image, in every place channel c of block 0 and
     * of block 1 is (c + 1) / 100, and of block 2, which adds its input, twice that.
     */
    public static Path constant(Path file) throws IOException {
        return write(file, (shape, i) -> shape.length == 1 ? 0.01 * (i + 1) : 0);
    }

    private static Path write(Path file, ToDoubleBiFunction<int[], Integer> value) throws IOException {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        layer(shapes, "stem", 8, 3, 3, 3);
        layer(shapes, "blocks.0.depthwise", 8, 3, 3);
        layer(shapes, "blocks.0.project", 8, 8);
        layer(shapes, "blocks.1.expand", 48, 8);
        layer(shapes, "blocks.1.depthwise", 48, 5, 5);
        layer(shapes, "blocks.1.project", 16, 48);
        layer(shapes, "blocks.2.expand", 64, 16);
        layer(shapes, "blocks.2.depthwise", 64, 3, 3);
        layer(shapes, "blocks.2.project", 16, 64);
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"trunk\":\""
            + description().replace("\"", "\\\"") + "\"}");
        int end = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            int from = end;
            end += Float.BYTES * size(tensor.getValue());
            header.append(",\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(tensor.getKey(),
                Arrays.toString(tensor.getValue()), from, end));
        }
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(Long.BYTES + text.length + end).order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length).put(text);
        for (int[] shape : shapes.values()) {
            for (int i = 0; i < size(shape); i++) {
                content.putFloat((float) value.applyAsDouble(shape, i));
            }
        }
        return Files.write(file, content.array());
    }

    private static String description() {
        return "{\"format\":1,\"name\":\"small\",\"input\":{\"scale\":255,\"mean\":127,\"divisor\":128},\"stem\":"
            + "{\"channels\":8,\"kernel\":3,\"stride\":2,\"activation\":\"relu6\"},\"blocks\":["
            + BLOCK.formatted(8, 8, 8, 3, 1, false) + "," + BLOCK.formatted(8, 48, 16, 5, 2, false) + ","
            + BLOCK.formatted(16, 64, 16, 3, 1, true) + "],\"padding\":\"same\",\"training\":\"nothing\","
            + "\"licence\":\"none\",\"source\":\"a test\"}";
    }

    private static void layer(Map<String, int[]> shapes, String name, int... shape) {
        shapes.put(name + ".weight", shape);
        shapes.put(name + ".bias", new int[] {shape[0]});
    }

    private static int size(int[] shape) {
        int size = 1;
        for (int side : shape) {
            size *= side;
        }
        return size;
    }
}
