package org.diffcont.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file. The JDK's reader does not look at their checksums, nor for the end chunk, nor for what
 * concerns us in some.
 */
final class PngStructure {
    private static final int SIGNATURE = 8;

    /** How the chunk list ends. */
    enum State { COMPLETE, TRUNCATED, DAMAGED }

    private PngStructure() {
    }

    static State check(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int at = SIGNATURE;
        while (at + 12 <= file.length) {
            int length = bytes.getInt(at);
            if (length < 0) {
                return State.DAMAGED;
            }
            if (length > file.length - at - 12) {
                return State.TRUNCATED;
            }
            String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            boolean critical = Character.isUpperCase(type.charAt(0));
            if (critical && checksum(file, at + 4, length + 4) != bytes.getInt(at + 8 + length)) {
                return State.DAMAGED;
            }
            if (type.equals("IEND")) {
                return State.COMPLETE;
            }
            at += 12 + length;
        }
        return State.TRUNCATED;
    }

    /** The content of the first chunk of a type, before or after the pixels; empty where it is missing or damaged. */
    static Optional<byte[]> chunk(byte[] file, String type) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int at = SIGNATURE;
        while (at + 12 <= file.length) {
            int length = bytes.getInt(at);
            if (length < 0 || length > file.length - at - 12) {
                return Optional.empty();
            }
            if (type.equals(new String(file, at + 4, 4, StandardCharsets.ISO_8859_1))) {
                return checksum(file, at + 4, length + 4) == bytes.getInt(at + 8 + length)
                    ? Optional.of(Arrays.copyOfRange(file, at + 8, at + 8 + length)) : Optional.empty();
            }
            at += 12 + length;
        }
        return Optional.empty();
    }

    private static int checksum(byte[] file, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(file, from, length);
        return (int) crc.getValue();
    }
}
