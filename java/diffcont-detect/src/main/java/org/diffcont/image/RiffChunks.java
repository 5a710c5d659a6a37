package org.diffcont.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The chunks of a WebP file.
 *
 * @param complete  whether the file has all the bytes that its header tells
 */
record RiffChunks(List<Chunk> chunks, boolean complete) {
    private static final int HEADER = 12;

    /**
     * One chunk.
     *
     * @param at  where its content begins
     */
    record Chunk(String type, int at, int length) {
        byte[] of(byte[] file) {
            return Arrays.copyOfRange(file, at, at + length);
        }
    }

    static RiffChunks of(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long end = file.length < HEADER ? Long.MAX_VALUE : Integer.toUnsignedLong(bytes.getInt(4)) + 8;
        List<Chunk> chunks = new ArrayList<>();
        long at = HEADER;
        while (at + 8 <= Math.min(end, file.length)) {
            long length = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
            if (at + 8 + length > file.length) {
                return new RiffChunks(chunks, false);
            }
            chunks.add(new Chunk(new String(file, (int) at, 4, StandardCharsets.ISO_8859_1), (int) at + 8, (int) length));
            at += 8 + length + (length & 1);
        }
        return new RiffChunks(chunks, end <= file.length);
    }

    Optional<Chunk> first(String type) {
        return chunks.stream().filter(c -> c.type().equals(type)).findFirst();
    }

    int count(String type) {
        return (int) chunks.stream().filter(c -> c.type().equals(type)).count();
    }
}
