package org.diffcont.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diffcont.error.ModelFormatException;

/**
 * A safetensors file that Java reads by itself: vectors of F32, as the class means and the whitening are, and tensors
 * of U8, as stored images are. Every other tensor is the native core's.
 */
public record TensorFile(Map<String, float[]> vectors, Map<String, Bytes> bytes) {
    private static final JsonMapper JSON = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();
    private static final String METADATA = "__metadata__";
    private static final String FLOATS = "F32";
    private static final String UNSIGNED_BYTES = "U8";
    private static final int ALIGNMENT = 8;
    /** The largest array that every Java virtual machine can make. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    public TensorFile(Map<String, float[]> vectors) {
        this(vectors, Map.of());
    }

    /** Unsigned bytes in a shape, whose product is their number. */
    public record Bytes(List<Integer> shape, byte[] values) {
        public Bytes {
            shape = List.copyOf(shape);
            if (count(shape) != values.length) {
                throw new IllegalArgumentException("shape " + shape + " does not hold " + values.length + " values");
            }
        }
    }

    /** A tensor's line in the header, with its place in the data. */
    private record Entry(String name, String type, List<Integer> shape, int from, int to) {
    }

    /** The vector called {@code name} that was read from {@code file}; it must have {@code length} values. */
    public float[] vector(Path file, String name, int length) {
        float[] vector = vectors.get(name);
        if (vector == null || vector.length != length) {
            throw new ModelFormatException(file, vector == null ? "it has no tensor \"" + name + "\" of " + FLOATS
                : "tensor \"" + name + "\" has " + vector.length + " values, not " + length);
        }
        return vector;
    }

    /** The vector called {@code name}, of one or more rows of {@code length} values. */
    public float[] rows(Path file, String name, int length) {
        float[] values = vectors.get(name);
        int rows = values == null || length == 0 ? 1 : Math.max(1, values.length / length);
        return vector(file, name, rows * length);
    }

    /** The bytes called {@code name} that were read from {@code file}. */
    public Bytes bytes(Path file, String name) {
        Bytes tensor = bytes.get(name);
        if (tensor == null) {
            throw new ModelFormatException(file, "it has no tensor \"" + name + "\" of " + UNSIGNED_BYTES);
        }
        return tensor;
    }

    /** Bytes that {@link #write} writes. */
    public long size() {
        return encode().length;
    }

    public void write(Path file) {
        AtomicFiles.write(file, encode());
    }

    private byte[] encode() {
        ObjectNode header = JSON.createObjectNode();
        Map<String, float[]> floats = new TreeMap<>(vectors);
        Map<String, Bytes> images = new TreeMap<>(bytes);
        int end = 0;
        for (Map.Entry<String, float[]> entry : floats.entrySet()) {
            int length = entry.getValue().length;
            end = describe(header, new Entry(entry.getKey(), FLOATS, List.of(length), end,
                Math.addExact(end, Math.multiplyExact(length, Float.BYTES))));
        }
        for (Map.Entry<String, Bytes> entry : images.entrySet()) {
            end = describe(header, new Entry(entry.getKey(), UNSIGNED_BYTES, entry.getValue().shape(), end,
                Math.addExact(end, entry.getValue().values().length)));
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT;
        ByteBuffer buffer = ByteBuffer.allocate(Math.addExact(Long.BYTES + padded, end))
            .order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(text);
        while (buffer.position() < Long.BYTES + padded) {
            buffer.put((byte) ' ');
        }
        for (float[] values : floats.values()) {
            buffer.asFloatBuffer().put(values);
            buffer.position(buffer.position() + values.length * Float.BYTES);
        }
        images.values().forEach(tensor -> buffer.put(tensor.values()));
        return buffer.array();
    }

    private static int describe(ObjectNode header, Entry entry) {
        ObjectNode tensor = header.putObject(entry.name());
        tensor.put("dtype", entry.type());
        entry.shape().forEach(tensor.putArray("shape")::add);
        tensor.putArray("data_offsets").add(entry.from()).add(entry.to());
        return entry.to();
    }

    /** Reads what {@link #write} wrote; every length and offset is checked first. */
    public static TensorFile read(Path file) {
        ByteBuffer content = content(file);
        long headerLength = content.remaining() < Long.BYTES ? -1 : content.getLong();
        if (headerLength < 2 || headerLength > content.remaining()) {
            throw new ModelFormatException(file, "its header is not inside the file");
        }
        JsonNode header = header(file, content.array(), (int) headerLength);
        ByteBuffer data = content.position(Long.BYTES + (int) headerLength).slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, float[]> vectors = new LinkedHashMap<>();
        Map<String, Bytes> bytes = new LinkedHashMap<>();
        int end = 0;
        for (Map.Entry<String, JsonNode> property : header.properties()) {
            if (property.getKey().equals(METADATA)) {
                continue;
            }
            Entry entry = entry(file, property.getKey(), property.getValue());
            if (entry.from() != end || entry.to() > data.limit()) {
                throw new ModelFormatException(file, "tensor \"" + entry.name() + "\" is at " + entry.from() + " to "
                    + entry.to() + ", not behind the one before it and inside the file");
            }
            end = entry.to();
            ByteBuffer values = data.slice(entry.from(), end - entry.from()).order(ByteOrder.LITTLE_ENDIAN);
            if (entry.type().equals(FLOATS)) {
                vectors.put(entry.name(), floats(file, entry, values));
            } else {
                byte[] copy = new byte[values.remaining()];
                values.get(copy);
                bytes.put(entry.name(), new Bytes(entry.shape(), copy));
            }
        }
        if (end != data.limit()) {
            throw new ModelFormatException(file, "it has " + data.limit() + " bytes of values, its header says " + end);
        }
        return new TensorFile(vectors, bytes);
    }

    private static ByteBuffer content(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ModelFormatException(file, "it is larger than " + MOST_BYTES + " bytes");
            }
            return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
    }

    private static JsonNode header(Path file, byte[] content, int length) {
        JsonNode header;
        try {
            header = JSON.readTree(content, Long.BYTES, length);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, "its header is not JSON", e);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
        if (header == null || !header.isObject()) {
            throw new ModelFormatException(file, "its header is not a JSON object");
        }
        return header;
    }

    /** A line of the header whose type is one of the two and whose shape fills its offsets. */
    private static Entry entry(Path file, String name, JsonNode tensor) {
        String type = tensor.path("dtype").asText();
        List<Integer> shape = sizes(tensor.path("shape"));
        List<Integer> offsets = sizes(tensor.path("data_offsets"));
        boolean floats = type.equals(FLOATS) && shape.size() == 1;
        boolean bytes = type.equals(UNSIGNED_BYTES) && !shape.isEmpty();
        if (!floats && !bytes || offsets.size() != 2) {
            throw new ModelFormatException(file, "tensor \"" + name + "\" is neither a vector of " + FLOATS
                + " nor a tensor of " + UNSIGNED_BYTES);
        }
        int from = offsets.getFirst();
        int to = offsets.getLast();
        if (shape.contains(-1) || from < 0 || to < from
                || count(shape) * (floats ? Float.BYTES : 1) != (long) to - from) {
            throw new ModelFormatException(file, "tensor \"" + name + "\" has offsets " + from + " to " + to
                + ", which do not fit its shape");
        }
        return new Entry(name, type, shape, from, to);
    }

    /** The numbers of a list; −1 for what is none, or is negative or too large. */
    private static List<Integer> sizes(JsonNode list) {
        List<Integer> sizes = new ArrayList<>();
        list.forEach(size -> sizes.add(size.isInt() && size.intValue() >= 0 ? size.intValue() : -1));
        return sizes;
    }

    /** How many values a shape has; −1 where they are more than an array holds. */
    private static long count(List<Integer> shape) {
        long count = 1;
        for (int size : shape) {
            count *= size;
            if (count > MOST_BYTES) {
                return -1;
            }
        }
        return count;
    }

    private static float[] floats(Path file, Entry entry, ByteBuffer from) {
        float[] values = new float[entry.shape().getFirst()];
        from.asFloatBuffer().get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new ModelFormatException(file, "tensor \"" + entry.name() + "\" has a value that is not finite");
            }
        }
        return values;
    }
}
