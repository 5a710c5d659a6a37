package org.diffcont.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.diffcont.error.ModelFormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteTensorFileTest {
    private static final byte[] VALUES = {0, 1, 127, -128, -1, 7, 8, 9, 10, 11, 12, 13};

    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("images.safetensors");
        new ByteTensorFile(List.of(1, 3, 2, 2), VALUES).write(file);
    }

    @Test
    void readsBackShapeAndBytes() {
        ByteTensorFile read = ByteTensorFile.read(file);
        assertEquals(List.of(1, 3, 2, 2), read.shape());
        assertArrayEquals(VALUES, read.values());
        new ByteTensorFile(List.of(0, 3, 2, 2), new byte[0]).write(file);
        assertEquals(List.of(0, 3, 2, 2), ByteTensorFile.read(file).shape());
    }

    @Test
    void isASafetensorsFileWithTheDataAlignedToEightBytes() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith("{\"images\":{\"dtype\":\"U8\",\"shape\":[1,3,2,2],\"data_offsets\":[0,12]}}", 8));
        assertEquals(0, (bytes.length - VALUES.length) % 8);
        assertEquals(bytes.length - VALUES.length - 8, bytes[0]);
    }

    @ParameterizedTest
    @CsvSource({"U8, F4", "'[1,3', '[9,3'", "'[1,3', '[a,3'", "images, pixels", "'{', ' '",
        "'[1,3,2,2]', '[-1,-3,2,2'"})
    void aDamagedHeaderIsNamed(String text, String other) throws IOException {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(content.contains(text));
        Files.writeString(file, content.replaceFirst(Pattern.quote(text), other),
            StandardCharsets.ISO_8859_1);
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> ByteTensorFile.read(file));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    @Test
    void aFileThatWasCutShortAnywhereIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThrows(ModelFormatException.class, () -> ByteTensorFile.read(file), "cut to " + length);
        }
    }
}
