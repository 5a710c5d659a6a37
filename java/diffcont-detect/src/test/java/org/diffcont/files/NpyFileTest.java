package org.diffcont.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
    /** What numpy 2 saves of [[0, 1.5, -2], [.001, 4, 5]] as float32. */
    private static final String NUMPY = ""
        + "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAADAPwAAAMBvEoM6AACAQAAA"
        + "oEA=";

    @TempDir
    Path temporary;

    @Test
    void isByteForByteWhatNumpyWrites() throws IOException {
        Path file = temporary.resolve("a.npy");
        NpyFile.write(file, new float[] {0, 1.5f, -2, 1e-3f, 4, 5}, 2, 3);
        assertArrayEquals(Base64.getDecoder().decode(NUMPY), Files.readAllBytes(file));
    }

    @Test
    void valuesBeginAtAMultipleOf64BytesWhateverTheShape() throws IOException {
        Path file = temporary.resolve("long.npy");
        NpyFile.write(file, new float[12_345], 12_345, 1);
        assertEquals(0, (Files.size(file) - 4 * 12_345) % 64);
        assertThrows(IllegalArgumentException.class, () -> NpyFile.write(file, new float[5], 2, 3));
    }
}
