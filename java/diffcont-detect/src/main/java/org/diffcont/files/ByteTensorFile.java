package org.diffcont.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffcont.error.ModelFormatException;

/**
 * A safetensors file of one tensor of unsigned bytes, called {@code images}.
 *
 * @param shape   of the tensor; the product is the number of values
 */
public record ByteTensorFile(List<Integer> shape, byte[] values) {
    private static final String NAME = "images";
    private static final int ALIGNMENT = 8;
    private static final int MOST_HEADER_BYTES = 1000;
    private static final JsonMapper JSON = new JsonMapper();

    public ByteTensorFile {
        shape = List.copyOf(shape);
        if (product(shape) != values.length) {
            throw new IllegalArgumentException("shape " + shape + " does not hold " + values.length + " values");
        }
    }

    public void write(Path file) {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode tensor = header.putObject(NAME);
        tensor.put("dtype", "U8");
        ArrayNode sizes = tensor.putArray("shape");
        shape.forEach(sizes::add);
        tensor.putArray("data_offsets").add(0).add(values.length);
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT;
        ByteBuffer buffer = ByteBuffer.allocate(Math.addExact(Long.BYTES + padded, values.length))
            .order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(text);
        while (buffer.position() < Long.BYTES + padded) {
            buffer.put((byte) ' ');
        }
        AtomicFiles.write(file, buffer.put(values).array());
    }

    /** Reads what {@link #write} wrote; every length is checked first. */
    public static ByteTensorFile read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
        long length = bytes.length < Long.BYTES ? -1
            : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > Math.min(MOST_HEADER_BYTES, bytes.length - Long.BYTES)) {
            throw new ModelFormatException(file, "its header is not inside the file");
        }
        int start = Long.BYTES + (int) length;
        JsonNode tensor;
        try {
            tensor = JSON.readTree(bytes, Long.BYTES, (int) length).path(NAME);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, "its header is not JSON", e);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
        List<Integer> shape = new ArrayList<>();
        tensor.path("shape").forEach(size -> shape.add(size.isInt() ? size.intValue() : -1));
        if (!tensor.path("dtype").asText().equals("U8") || shape.isEmpty() || shape.stream().anyMatch(s -> s < 0)
                || product(shape) != bytes.length - start) {
            throw new ModelFormatException(file, "it does not hold one tensor \"" + NAME
                + "\" of U8 that fills it");
        }
        return new ByteTensorFile(shape, Arrays.copyOfRange(bytes, start, bytes.length));
    }

    /** The number of values; -1 where it is more than an array holds. */
    private static long product(List<Integer> shape) {
        long product = 1;
        for (int size : shape) {
            product *= size;
            if (product > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return product;
    }
}
