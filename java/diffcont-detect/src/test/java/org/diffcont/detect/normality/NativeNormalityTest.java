package org.diffcont.detect.normality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.diffcont.config.Candidate;
import org.diffcont.config.Part;
import org.diffcont.detect.source.Features;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NormalityKind;
import org.diffcont.nativecore.NormalityModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeNormalityTest {
    /** 20 images of 6 cells with 5 channels. */
    private static final Features NORMAL = Features.of(GaussianFeatures.of(4, 20, 30).values(), 20, 6, 5);

    @TempDir
    Path folder;

    private static Part model(String text) {
        return Candidate.of("levels:4/" + text).model();
    }

    @ParameterizedTest
    @CsvSource({"diagonal, DIAGONAL, 1", "pca_residual:3, PCA_RESIDUAL, 1",
        "location_mahalanobis:3, LOCATION_MAHALANOBIS, 6", "patch_memory:3, PATCH_MEMORY, 6",
        "gaussian:position, GAUSSIAN, 6"})
    void isTheNamedModelAndMapsAnImageAsItIsAlone(String text, NormalityKind kind, int locations) {
        try (NormalityModel plain = NormalityModel.fit(kind, 3, NORMAL.values(), 20, 6, 5);
                Normality fitted = NormalityMethod.of(model(text)).fit(NORMAL, null)) {
            assertEquals(locations, fitted.locations());
            float[] expected = plain.map(NORMAL.values(), 20, 6, 5);
            float[] map = fitted.map(NORMAL);
            assertEquals(expected.length, map.length);
            for (int i = 0; i < 20; i++) {
                float[] own = Arrays.copyOfRange(map, i * locations, (i + 1) * locations);
                assertArrayEquals(own, fitted.map(NORMAL.select(new int[] {i})), "image " + i);
                for (int l = 0; l < locations; l++) {
                    assertEquals(expected[i * locations + l], own[l], 1e-5 * expected[i * locations + l]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian:position", "gaussian:block", "gaussian:pooled", "gaussian:pooled:75",
        "gaussian:free", "gaussian:free:1"})
    void aGaussianIsWrittenAsItIsRead(String text) {
        assertEquals(text, NormalityMethod.of(model(text)).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "gaussian:all", "gaussian:position:75", "gaussian:block:50", "gaussian:free:0",
        "gaussian:pooled:101", "gaussian:pooled:75:1"})
    void aGaussianThatThereIsNotIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> model(text));
    }

    @Test
    void aBlockIsASquareOfCells() {
        Features square = Features.of(GaussianFeatures.of(4, 20, 45).values(), 20, 9, 5);
        try (Normality fitted = NormalityMethod.of(model("gaussian:block")).fit(square, null)) {
            assertEquals(9, fitted.locations());
        }
        assertThrows(NativeException.class, () -> NormalityMethod.of(model("gaussian:block")).fit(NORMAL, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"diagonal", "pca_residual:3", "location_mahalanobis:3", "patch_memory:3",
        "gaussian:position", "gaussian:pooled", "gaussian:pooled:75", "gaussian:free", "gaussian:free:30"})
    void readsBackTheSameMapsAndSaysHowManyBytes(String text) throws IOException {
        Path file = folder.resolve("statistics.safetensors");
        try (Normality fitted = NormalityMethod.of(model(text)).fit(NORMAL, null)) {
            fitted.save(file);
            assertEquals(Files.size(file), fitted.bytes());
            try (Normality read = NormalityMethod.of(model(text)).load(file, null)) {
                assertArrayEquals(fitted.map(NORMAL), read.map(NORMAL));
            }
        }
    }
}
