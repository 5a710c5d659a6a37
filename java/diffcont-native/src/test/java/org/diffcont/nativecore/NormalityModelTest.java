package org.diffcont.nativecore;

import static org.diffcont.nativecore.Examples.assertIllegalArgument;
import static org.diffcont.nativecore.Examples.assertNativeFailure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class NormalityModelTest {

    private static final int COUNT = 12;
    private static final int LOCATIONS = 4;
    private static final int CHANNELS = 5;

    private static float[] noise(long stream, int size) {
        float[] values = new float[size];
        Noise.fill(77, stream, values);
        return values;
    }

    private static NormalityModel fit(NormalityKind kind) {
        return NormalityModel.fit(kind, 3, noise(1, COUNT * LOCATIONS * CHANNELS), COUNT, LOCATIONS, CHANNELS);
    }

    private static float largest(float[] values) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    @ParameterizedTest
    @EnumSource(NormalityKind.class)
    void findsWhatLiesFarOutAndSurvivesSaveAndLoad(NormalityKind kind, @TempDir Path folder) throws Exception {
        float[] near = noise(9, LOCATIONS * CHANNELS);
        float[] far = near.clone();
        for (int i = 0; i < far.length; i++) {
            far[i] = 10 * far[i] + 5;
        }
        Path file = folder.resolve("normality.safetensors");
        try (NormalityModel model = fit(kind)) {
            boolean located = kind != NormalityKind.DIAGONAL && kind != NormalityKind.PCA_RESIDUAL;
            assertEquals(located ? LOCATIONS : 1, model.mapLocations());
            float[] map = model.map(far, 1, LOCATIONS, CHANNELS);
            assertEquals(model.mapLocations(), map.length);
            assertTrue(largest(map) > largest(model.map(near, 1, LOCATIONS, CHANNELS)));
            model.save(file);
            assertEquals(model.bytes(), Files.size(file));
            try (NormalityModel loaded = NormalityModel.load(file)) {
                assertArrayEquals(map, loaded.map(far, 1, LOCATIONS, CHANNELS));
            }
        }
    }

    @Test
    void diagonalIsTheSumOfSquaredStandardScores() {
        float[] features = {1, 10, 3, 10, 2, 40};
        try (NormalityModel model = NormalityModel.fit(NormalityKind.DIAGONAL, 1, features, 3, 1, 2)) {
            float[] map = model.map(new float[]{2, 20, 4, 20}, 2, 1, 2);
            assertEquals(0, map[0], 1e-4);
            assertTrue(map[1] > 1);
        }
    }

    @Test
    void gaussiansDifferInWhatTheirLocationsShare() {
        float[] features = noise(1, COUNT * LOCATIONS * CHANNELS);
        List<NormalityConfig> configs = List.of(NormalityConfig.gaussian(NormalitySharing.POSITION),
                NormalityConfig.gaussian(NormalitySharing.BLOCK), NormalityConfig.gaussian(NormalitySharing.POOLED),
                NormalityConfig.gaussian(NormalitySharing.POOLED, 60), NormalityConfig.gaussian(NormalitySharing.FREE),
                NormalityConfig.gaussian(NormalitySharing.FREE, 60));
        Set<Float> first = new HashSet<>();
        for (NormalityConfig config : configs) {
            try (NormalityModel model = NormalityModel.fit(config, features, COUNT, LOCATIONS, CHANNELS)) {
                first.add(model.map(features, COUNT, LOCATIONS, CHANNELS)[0]);
            }
        }
        assertEquals(configs.size(), first.size());
    }

    @ParameterizedTest
    @EnumSource(NormalityKind.class)
    void crossFitGivesTheModelsOfTheOtherFoldsAndOfAll(NormalityKind kind) {
        float[] features = noise(1, COUNT * LOCATIONS * CHANNELS);
        int[] folds = new int[COUNT];
        Arrays.fill(folds, 0, 8, 1);
        int[][] fitted = {{0, 8}, {8, 12}, {0, 12}};
        List<NormalityModel> models = NormalityModel.crossFit(NormalityConfig.of(kind, 3), features, COUNT, LOCATIONS,
                CHANNELS, folds, 2);
        assertEquals(3, models.size());
        for (int m = 0; m < 3; m++) {
            int count = fitted[m][1] - fitted[m][0];
            float[] some = Arrays.copyOfRange(features, fitted[m][0] * LOCATIONS * CHANNELS,
                    fitted[m][1] * LOCATIONS * CHANNELS);
            try (NormalityModel model = models.get(m);
                    NormalityModel alone = NormalityModel.fit(kind, 3, some, count, LOCATIONS, CHANNELS)) {
                float[] map = model.map(features, COUNT, LOCATIONS, CHANNELS);
                float[] expected = alone.map(features, COUNT, LOCATIONS, CHANNELS);
                for (int i = 0; i < map.length; i++) {
                    assertEquals(expected[i], map[i], kind == NormalityKind.GAUSSIAN ? 1e-2 * expected[i] : 0);
                }
            }
        }
    }

    @Test
    void misuseIsNamed(@TempDir Path folder) {
        assertIllegalArgument("count is 1", () -> NormalityModel.fit(NormalityKind.DIAGONAL, 1, new float[9], 1, 1, 9));
        assertIllegalArgument("features holds 9",
                () -> NormalityModel.fit(NormalityKind.DIAGONAL, 1, new float[9], 2, 1, 9));
        assertIllegalArgument("components is 0",
                () -> NormalityModel.fit(NormalityKind.PCA_RESIDUAL, 0, new float[9], 3, 1, 3));
        assertNativeFailure(NativeStatus.IO, "nowhere", () -> NormalityModel.load(folder.resolve("nowhere")));
        assertIllegalArgument("sharing is FREE",
                () -> new NormalityConfig(NormalityKind.DIAGONAL, 1, NormalitySharing.FREE, 100));
        assertIllegalArgument("sharing is null", () -> NormalityConfig.gaussian(null));
        assertIllegalArgument("directions is 75", () -> NormalityConfig.gaussian(NormalitySharing.BLOCK, 75));
        assertIllegalArgument("directions is 0", () -> NormalityConfig.gaussian(NormalitySharing.POOLED, 0));
        NormalityConfig pooled = NormalityConfig.gaussian(NormalitySharing.POOLED);
        assertIllegalArgument("folds is 1",
                () -> NormalityModel.crossFit(pooled, new float[9], 3, 1, 3, new int[3], 1));
        assertIllegalArgument("foldOfImage holds 2",
                () -> NormalityModel.crossFit(pooled, new float[9], 3, 1, 3, new int[2], 2));
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "folds is 4",
                () -> NormalityModel.crossFit(pooled, new float[9], 3, 1, 3, new int[3], 4));
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "outside fold 0",
                () -> NormalityModel.crossFit(pooled, new float[9], 3, 1, 3, new int[3], 2));
        NormalityModel model = fit(NormalityKind.DIAGONAL);
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "fitted to 4 x 5", () -> model.map(new float[20], 1, 5, 4));
        float[] broken = new float[20];
        broken[2] = Float.NaN;
        assertNativeFailure(NativeStatus.NOT_FINITE, "features[2]", () -> model.map(broken, 1, 4, 5));
        model.close();
        model.close();
        assertThrows(IllegalStateException.class, model::mapLocations);
    }
}
