package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffcont.config.NormalitySettings.Model;
import org.diffcont.config.NormalitySettings.Pooling;
import org.diffcont.config.Settings;
import org.diffcont.detect.NativeStatistics.PoolingRule;
import org.diffcont.nativecore.NormalityModel;
import org.diffcont.strategy.Tiny;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NativeStatisticsTest {
    private static final float[] MAP = {99, 4, 1, 10, 2, 3, 99};

    @TempDir
    Path folder;

    /** 20 images of 6 cells with 5 channels. */
    private static final Features NORMAL = new Features(WhiteningTest.gaussian(4, 20, 30).values(), 20, 6, 5);

    @Test
    void maxPoolsTheLargestOfTheImagesOwnValues() {
        assertEquals(10, new PoolingRule(Pooling.MAX, 0.5).pool(MAP, 1, 5));
    }

    @Test
    void meanPoolsAllOfThem() {
        assertEquals(4, new PoolingRule(Pooling.MEAN, 0.5).pool(MAP, 1, 5));
    }

    @Test
    void topPoolsTheMeanOfTheLargestShareButAtLeastOne() {
        assertEquals(7, new PoolingRule(Pooling.TOP, 0.4).pool(MAP, 1, 5));
        assertEquals(10, new PoolingRule(Pooling.TOP, 0.01).pool(MAP, 1, 5));
        assertEquals(4, new PoolingRule(Pooling.TOP, 1).pool(MAP, 1, 5));
    }

    @ParameterizedTest
    @EnumSource(value = Model.class, mode = EnumSource.Mode.EXCLUDE, names = "WHITENED")
    void poolsEachImagesMapAlone(Model kind) {
        try (NormalityModel model = NormalityModel.fit(NativeStatistics.kind(kind), 3, NORMAL.values(), 20, 6, 5)) {
            PoolingRule pooling = new PoolingRule(Pooling.TOP, 0.3);
            double[] distances = new NativeStatistics(model, pooling).distances(NORMAL);
            float[] map = model.map(NORMAL.values(), 20, 6, 5);
            int length = model.mapLocations();
            for (int i = 0; i < 20; i++) {
                double expected = pooling.pool(map, i * length, length);
                assertEquals(expected, distances[i], 1e-5 * expected);
                assertEquals(distances[i],
                    new NativeStatistics(model, pooling).distances(NORMAL.select(new int[] {i}))[0]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Model.class, mode = EnumSource.Mode.EXCLUDE, names = "WHITENED")
    void readsBackTheSameDistancesAndSaysHowManyBytes(Model kind) throws IOException {
        Settings settings = Tiny.settings();
        Path file = folder.resolve("statistics.safetensors");
        try (NativeStatistics statistics = new NativeStatistics(NormalityModel.fit(NativeStatistics.kind(kind), 3,
                NORMAL.values(), 20, 6, 5), NativeStatistics.pooling(settings))) {
            statistics.save(file);
            assertEquals(Files.size(file), statistics.bytes());
            try (NativeStatistics read = NativeStatistics.load(file, settings)) {
                assertArrayEquals(statistics.distances(NORMAL), read.distances(NORMAL));
            }
        }
    }

    @Test
    void whitenedStatisticsAreNotTheNativeCores() {
        assertThrows(IllegalArgumentException.class, () -> NativeStatistics.kind(Model.WHITENED));
    }
}
