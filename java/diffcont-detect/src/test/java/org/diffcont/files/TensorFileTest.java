package org.diffcont.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.diffcont.error.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFileTest {
    @TempDir
    Path folder;

    @Test
    void readsBackTheSameBits() throws IOException {
        Path file = folder.resolve("t.safetensors");
        TensorFile written = new TensorFile(Map.of("mean", new float[] {1.5f, -0f, Float.MIN_VALUE}, "std",
            new float[] {2}));
        written.write(file);
        assertEquals(Files.size(file), written.size());
        TensorFile read = TensorFile.read(file);
        assertArrayEquals(new float[] {1.5f, -0f, Float.MIN_VALUE}, read.vector(file, "mean", 3));
        assertArrayEquals(new float[] {2}, read.vector(file, "std", 1));
    }

    @Test
    void namesTheTensorThatIsMissingOrOfAnotherLength() {
        Path file = folder.resolve("t.safetensors");
        TensorFile tensors = new TensorFile(Map.of("mean", new float[3]));
        assertTrue(assertThrows(ModelFormatException.class, () -> tensors.vector(file, "std", 3)).getMessage()
            .contains("no tensor \"std\""));
        assertTrue(assertThrows(ModelFormatException.class, () -> tensors.vector(file, "mean", 4)).getMessage()
            .contains("3 values, not 4"));
    }

    @Test
    void readsBackTheShapeAndTheValuesOfBytes() throws IOException {
        Path file = folder.resolve("images.safetensors");
        byte[] values = {0, 1, 127, -128, -1, 7, 8, 9, 10, 11, 12, 13};
        new TensorFile(Map.of(), Map.of("images", new TensorFile.Bytes(List.of(1, 3, 2, 2), values))).write(file);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith("{\"images\":{\"dtype\":\"U8\",\"shape\":[1,3,2,2],\"data_offsets\":[0,12]}}", 8));
        TensorFile read = TensorFile.read(file);
        assertEquals(List.of(1, 3, 2, 2), read.bytes(file, "images").shape());
        assertArrayEquals(values, read.bytes(file, "images").values());
        assertTrue(assertThrows(ModelFormatException.class, () -> read.bytes(file, "pixels")).getMessage()
            .contains("no tensor \"pixels\""));
        new TensorFile(Map.of(), Map.of("images", new TensorFile.Bytes(List.of(0, 3, 2, 2), new byte[0]))).write(file);
        assertEquals(List.of(0, 3, 2, 2), TensorFile.read(file).bytes(file, "images").shape());
    }

    @Test
    void aFileThatWasCutShortAnywhereIsRefused() throws IOException {
        Path file = folder.resolve("cut.safetensors");
        new TensorFile(Map.of("mean", new float[] {1, 2}), Map.of("images", new TensorFile.Bytes(List.of(2, 2),
            new byte[4]))).write(file);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThrows(ModelFormatException.class, () -> TensorFile.read(file), "cut to " + length);
        }
    }

    @Test
    void saysThatAFileIsMissing() {
        assertTrue(assertThrows(ModelFormatException.class, () -> TensorFile.read(folder.resolve("none"))).getMessage()
            .contains("it is missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[]",
        "{",
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,-4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[-2,-4],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,8]}}",
    })
    void refusesAHeaderThatDoesNotFitTheEightBytesOfData(String header) throws IOException {
        Path file = folder.resolve("hostile.safetensors");
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        Files.write(file, ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length)
            .put(text).array());
        assertTrue(assertThrows(ModelFormatException.class, () -> TensorFile.read(file)).getMessage()
            .contains("hostile.safetensors"));
    }

    @Test
    void refusesOrReadsEveryMutationOfAFileWithoutAnyOtherError() throws IOException {
        Path file = folder.resolve("mutated.safetensors");
        new TensorFile(Map.of("mean", new float[] {1, 2}, "std", new float[] {3})).write(file);
        byte[] good = Files.readAllBytes(file);
        long seed = 11;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            int length = random.nextInt(4) == 0 ? random.nextInt(bad.length) : bad.length;
            Files.write(file, Arrays.copyOf(bad, length));
            try {
                TensorFile.read(file);
            } catch (ModelFormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 500, "only " + refused + " refused, seed " + seed);
    }
}
