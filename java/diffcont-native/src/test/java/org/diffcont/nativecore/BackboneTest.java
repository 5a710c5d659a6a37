package org.diffcont.nativecore;

import static org.diffcont.nativecore.Examples.assertIllegalArgument;
import static org.diffcont.nativecore.Examples.assertNativeFailure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small network of tests/parity/backbone_golden.py. */
class BackboneTest {

    private static final Path FOLDER = Path.of(System.getProperty("diffcont.root"), "tests", "golden", "backbone");
    private static final int SIDE = 16;
    private static final int IMAGE = 3 * SIDE * SIDE;
    private static final float[] HALF = {0.5f, 0.5f, 0.5f};

    @TempDir
    Path temporary;

    private static Backbone load(String method) {
        return Backbone.load(FOLDER.resolve("layers.pt"), method, SIDE, HALF, HALF);
    }

    private static float[] images(int count) {
        float[] values = new float[count * IMAGE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.37 * (i % 1009));
        }
        return values;
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    @Test
    void givesWhatPyTorchGives() throws IOException {
        JsonNode golden = new ObjectMapper().readTree(FOLDER.resolve("features.json").toFile());
        for (JsonNode expected : golden.get("cases")) {
            try (Backbone backbone = Backbone.load(FOLDER.resolve("layers.pt"), expected.get("method").asText(), SIDE,
                    floats(golden.get("mean")), floats(golden.get("std")))) {
                int grid = expected.get("grid").asInt();
                GridFeatures features = backbone.features(images(2), 2, grid);
                assertEquals(expected.get("channels").asInt(), features.channels());
                assertEquals(grid * grid, features.locations());
                assertArrayEquals(floats(expected.get("values")), features.values(), 1e-5f);
            }
        }
    }

    @Test
    void anImageKeepsItsBitsInAnyBatch() {
        try (Backbone backbone = load("forward")) {
            float[] together = backbone.features(images(11), 11, 4).values();
            int size = together.length / 11;
            for (int i = 0; i < 11; i++) {
                float[] image = Arrays.copyOfRange(images(11), i * IMAGE, (i + 1) * IMAGE);
                assertArrayEquals(Arrays.copyOfRange(together, i * size, (i + 1) * size),
                        backbone.features(image, 1, 4).values());
            }
        }
    }

    @Test
    void refusesFilesAndMethodsThatAreNone() throws IOException {
        Path text = Files.writeString(temporary.resolve("wörter.pt"), "no network");
        assertNativeFailure(NativeStatus.FORMAT, "wörter.pt is not a TorchScript file",
                () -> Backbone.load(text, "forward", SIDE, HALF, HALF));
        assertNativeFailure(NativeStatus.IO, "none.pt",
                () -> Backbone.load(temporary.resolve("none.pt"), "forward", SIDE, HALF, HALF));
        assertNativeFailure(NativeStatus.FORMAT, "it has: forward, middle", () -> load("backward"));
    }

    @Test
    void refusesArgumentsThatDoNotFit() {
        Path file = FOLDER.resolve("layers.pt");
        assertIllegalArgument("imageSize is 0", () -> Backbone.load(file, "forward", 0, HALF, HALF));
        assertIllegalArgument("mean holds 2", () -> Backbone.load(file, "forward", SIDE, new float[2], HALF));
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "std[0] is 0",
                () -> Backbone.load(file, "forward", SIDE, HALF, new float[3]));
        try (Backbone backbone = load("middle")) {
            assertIllegalArgument("images holds 768", () -> backbone.features(images(1), 2, 4));
            assertIllegalArgument("grid is 0", () -> backbone.features(images(1), 1, 0));
            float[] broken = images(1);
            broken[3] = Float.NaN;
            assertNativeFailure(NativeStatus.NOT_FINITE, "images[3]", () -> backbone.features(broken, 1, 4));
        }
    }

    @Test
    void isFreedOnceAndThenClosed() {
        long before = NativeRuntime.liveHandles();
        Backbone backbone = load("forward");
        assertEquals(before + 1, NativeRuntime.liveHandles());
        backbone.close();
        backbone.close();
        assertEquals(before, NativeRuntime.liveHandles());
        assertThrows(IllegalStateException.class, () -> backbone.features(images(1), 1, 4));
    }
}
