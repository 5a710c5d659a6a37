package org.diffcont.nativecore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diffcont.testing.SmallTrunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrunkTest {
    private static final int SIDE = 32;

    @TempDir
    Path temporary;

    private static float[] images(int count) {
        float[] images = new float[count * 3 * SIDE * SIDE];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(i * 0.37);
        }
        return images;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void outputsFollowOneAnotherImageByImageAndCellByCell(Precision precision) throws IOException {
        try (Trunk trunk = Trunk.load(SmallTrunk.constant(temporary.resolve("trunk")), precision)) {
            int values = 4 * 4 * 16 + 2 * 2 * 8;
            float[] read = trunk.read(images(3), 3, SIDE, new int[] {2, 0}, new int[] {4, 2}, values);
            assertEquals(3 * values, read.length);
            for (int i = 0; i < read.length; i++) {
                int at = i % values;
                double expected = at < 4 * 4 * 16 ? 0.02 * (at % 16 + 1) : 0.01 * (at % 8 + 1);
                assertEquals(expected, read[i], 1e-6);
            }
        }
    }

    @Test
    void anImageIsReadAsItIsAlone() throws IOException {
        try (Trunk trunk = Trunk.load(SmallTrunk.random(temporary.resolve("trunk"), 5), Precision.F32)) {
            int values = 8 * 8 * 16;
            float[] images = images(17);
            float[] together = trunk.read(images, 17, SIDE, new int[] {1}, new int[] {8}, values);
            int length = 3 * SIDE * SIDE;
            for (int i = 0; i < 17; i++) {
                assertArrayEquals(Arrays.copyOfRange(together, i * values, (i + 1) * values), trunk.read(
                        Arrays.copyOfRange(images, i * length, (i + 1) * length), 1, SIDE, new int[] {1}, new int[] {8},
                        values));
            }
        }
    }

    @Test
    void describesItself() throws IOException {
        try (Trunk trunk = Trunk.load(SmallTrunk.random(temporary.resolve("trunk"), 5), Precision.F32)) {
            JsonNode described = new ObjectMapper().readTree(trunk.describeJson());
            assertEquals("small", described.path("name").asText());
            assertEquals("f32", described.path("precision").asText());
            assertEquals("none", described.path("licence").asText());
            assertEquals(16, described.path("blocks").path(2).path("channels").asInt());
            assertEquals(4, described.path("blocks").path(2).path("stride").asInt());
        }
    }

    @Test
    void refusesWhatDoesNotFit() throws IOException {
        long before = NativeRuntime.liveHandles();
        Path file = SmallTrunk.random(temporary.resolve("trunk"), 5);
        try (Trunk trunk = Trunk.load(file, Precision.F32)) {
            assertStatus(NativeStatus.INVALID_ARGUMENT,
                    () -> trunk.read(images(1), 1, SIDE, new int[] {3}, new int[] {4}, 256));
            assertStatus(NativeStatus.INVALID_ARGUMENT,
                    () -> trunk.read(images(1), 1, SIDE, new int[] {1}, new int[] {3}, 144));
            assertStatus(NativeStatus.INVALID_ARGUMENT,
                    () -> trunk.read(images(1), 1, SIDE, new int[] {1}, new int[] {4}, 255));
            float[] endless = images(1);
            endless[7] = Float.NaN;
            assertStatus(NativeStatus.NOT_FINITE, () -> trunk.read(endless, 1, SIDE, new int[] {1}, new int[] {4}, 256));
            assertThrows(IllegalArgumentException.class,
                    () -> trunk.read(images(1), 2, SIDE, new int[] {1}, new int[] {4}, 256));
            assertThrows(IllegalArgumentException.class,
                    () -> trunk.read(images(1), 1, SIDE, new int[] {1, 2}, new int[] {4}, 512));
        }
        assertStatus(NativeStatus.IO, () -> Trunk.load(temporary.resolve("none"), Precision.F32));
        Files.writeString(file, "no trunk, but long enough to have a header");
        assertTrue(assertStatus(NativeStatus.FORMAT, () -> Trunk.load(file, Precision.F32)).contains(file.toString()));
        assertEquals(before, NativeRuntime.liveHandles());
    }

    private static String assertStatus(NativeStatus status, Executable call) {
        NativeException failure = assertThrows(NativeException.class, call);
        assertEquals(status, failure.status(), failure.getMessage());
        return failure.getMessage();
    }

    @Test
    void theBundledOneIsLookedForBesideTheLibraryAndWhereTheBuildFetchesIt() throws IOException {
        Path libraries = Files.createDirectories(temporary.resolve("build/cpu/native"));
        Path beside = libraries.resolve("efficientnet-lite0.safetensors");
        assertEquals(List.of(beside, temporary.resolve("third_party/fetched/trunk/efficientnet-lite0.safetensors")),
                BundledTrunk.places(libraries));
        // An image and an unpacked jar have what belongs to them in one folder.
        Files.writeString(libraries.resolve("files.sha256"), "");
        assertEquals(List.of(beside), BundledTrunk.places(libraries));
    }
}
