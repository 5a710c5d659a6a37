package org.diffcont.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Checks the chunks of a PNG file: the JDK's reader does not look at their checksums, nor for the end chunk. */
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

    private static int checksum(byte[] file, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(file, from, length);
        return (int) crc.getValue();
    }
}
