package org.diffcont.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * NumPy's file of one array (format 1.0 of {@code numpy.lib.format}): magic and version, a header padded so that the
 * values begin at a multiple of 64 bytes, the values.
 */
public final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private NpyFile() {
    }

    /** Writes rows x columns values as little-endian float32, row by row. */
    public static void write(Path file, float[] values, int rows, int columns) {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(values.length + " values are not " + rows + " x " + columns);
        }
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        int before = MAGIC.length + Short.BYTES;
        int begin = (before + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        header += " ".repeat(begin - before - header.length() - 1) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(begin + values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (float value : values) {
            bytes.putFloat(value);
        }
        AtomicFiles.write(file, bytes.array());
    }
}
