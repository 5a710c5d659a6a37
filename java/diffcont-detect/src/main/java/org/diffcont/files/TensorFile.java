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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.diffcont.error.ModelFormatException;

/**
 * A small safetensors file of float vectors: the class means and whitening that the pure Java statistics keep. Larger
 * tensors are the native core's.
 */
public record TensorFile(Map<String, float[]> vectors) {
    private static final JsonMapper JSON = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();
    private static final long MAX_BYTES = 1L << 28;

    /** The vector called {@code name} that was read from {@code file}; it must have {@code length} values. */
    public float[] vector(Path file, String name, int length) {
        float[] vector = vectors.get(name);
        if (vector == null || vector.length != length) {
            throw new ModelFormatException(file, vector == null ? "it has no tensor \"" + name + "\""
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

    /** Bytes that {@link #write} writes. */
    public long size() {
        return encode().length;
    }

    public void write(Path file) {
        AtomicFiles.write(file, encode());
    }

    private byte[] encode() {
        ObjectNode header = JSON.createObjectNode();
        int offset = 0;
        Map<String, float[]> sorted = new TreeMap<>(vectors);
        for (Map.Entry<String, float[]> entry : sorted.entrySet()) {
            int bytes = entry.getValue().length * Float.BYTES;
            ObjectNode tensor = header.putObject(entry.getKey());
            tensor.put("dtype", "F32");
            tensor.putArray("shape").add(entry.getValue().length);
            tensor.putArray("data_offsets").add(offset).add(offset + bytes);
            offset += bytes;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer buffer = ByteBuffer.allocate(8 + padded + offset).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(text);
        while (buffer.position() < 8 + padded) {
            buffer.put((byte) ' ');
        }
        for (float[] values : sorted.values()) {
            for (float value : values) {
                buffer.putFloat(value);
            }
        }
        return buffer.array();
    }

    /** Reads what {@link #write} wrote; every length and offset is checked first. */
    public static TensorFile read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ModelFormatException(file, "it is larger than " + MAX_BYTES + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 8) {
            throw new ModelFormatException(file, "it has only " + bytes.length + " bytes");
        }
        long headerLength = buffer.getLong();
        if (headerLength < 2 || headerLength > bytes.length - 8) {
            throw new ModelFormatException(file, "its header length " + headerLength + " is not inside the file");
        }
        JsonNode header;
        try {
            header = JSON.readTree(bytes, 8, (int) headerLength);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, "its header is not JSON", e);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
        if (header == null || !header.isObject()) {
            throw new ModelFormatException(file, "its header is not a JSON object");
        }
        int start = 8 + (int) headerLength;
        Map<String, float[]> vectors = new LinkedHashMap<>();
        long expected = 0;
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                continue;
            }
            vectors.put(entry.getKey(), readVector(file, buffer, start, expected, entry));
            expected = entry.getValue().get("data_offsets").get(1).asLong();
        }
        if (start + expected != bytes.length) {
            throw new ModelFormatException(file, "it has " + bytes.length + " bytes, its header says "
                + (start + expected));
        }
        return new TensorFile(vectors);
    }

    private static float[] readVector(Path file, ByteBuffer buffer, int start, long expected,
            Map.Entry<String, JsonNode> entry) {
        JsonNode shape = entry.getValue().path("shape");
        JsonNode offsets = entry.getValue().path("data_offsets");
        String name = "tensor \"" + entry.getKey() + "\"";
        if (!entry.getValue().path("dtype").asText().equals("F32") || shape.size() != 1 || offsets.size() != 2
                || !shape.get(0).isIntegralNumber() || !offsets.get(0).isIntegralNumber()
                || !offsets.get(1).isIntegralNumber()) {
            throw new ModelFormatException(file, name + " is not a vector of F32");
        }
        long from = offsets.get(0).asLong();
        long to = offsets.get(1).asLong();
        if (from != expected || to < from || to > buffer.limit() - start
                || (to - from) % Float.BYTES != 0 || (to - from) / Float.BYTES != shape.get(0).asLong()) {
            throw new ModelFormatException(file, name + " has offsets " + from + " to " + to
                + ", which do not fit its shape or the file");
        }
        float[] values = new float[(int) ((to - from) / Float.BYTES)];
        buffer.slice(start + (int) from, (int) (to - from)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new ModelFormatException(file, name + " has a value that is not finite");
            }
        }
        return values;
    }
}
