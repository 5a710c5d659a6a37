package org.diffcont.detect.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.nativecore.Embeddings;
import org.diffcont.nativecore.GridFeatures;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Reading;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureReaderTest {
    private static final int COUNT = 70;
    private static final float[] IMAGES = Tiny.images(21, COUNT);
    private static final Network NETWORK = Tiny.network(Tiny.settings(), 3);

    @AfterAll
    static void close() {
        NETWORK.close();
    }

    private static Settings settings(String source, String timestep, String noise) {
        return Tiny.settings("readings.candidates", source + "/diagonal", "embedding.timestep", timestep,
            "embedding.noise", noise);
    }

    private static float[] features(Settings settings, float[] images, int label) {
        int count = images.length / Tiny.SIZE;
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        return switch (FeatureSource.of(settings.readings().candidates().getFirst().source())) {
            case LevelsSource(int grid) -> reader.levels(NETWORK, images, count, label, grid).values();
            case BottleneckSource _ -> reader.embed(NETWORK, images, count, label).features().values();
            case ReconstructionSource(int grid, int timestep) ->
                reader.reconstruction(NETWORK, images, count, label, grid, timestep).values();
            case FeatureSource other -> throw new AssertionError(other);
        };
    }

    private static float[] row(float[] values, int index, int count) {
        int length = values.length / count;
        return Arrays.copyOfRange(values, index * length, (index + 1) * length);
    }

    @ParameterizedTest
    @CsvSource({"bottleneck, random, fresh", "bottleneck, 50, common", "bottleneck, random, common",
        "bottleneck, 50, fresh", "levels:4, random, fresh", "levels:4, 50, common",
        "reconstruction:4:200, random, fresh"})
    void anImageIsReadAsItIsAloneWhateverItsBatchAndItsPlace(String source, String timestep, String noise) {
        Settings settings = settings(source, timestep, noise);
        float[] together = features(settings, IMAGES, 1);
        float[] reversed = new float[IMAGES.length];
        for (int i = 0; i < COUNT; i++) {
            System.arraycopy(IMAGES, i * Tiny.SIZE, reversed, (COUNT - 1 - i) * Tiny.SIZE, Tiny.SIZE);
        }
        float[] backwards = features(settings, reversed, 1);
        for (int i = 0; i < COUNT; i++) {
            assertArrayEquals(row(together, i, COUNT), row(backwards, COUNT - 1 - i, COUNT), "image " + i);
        }
        for (int i : new int[] {0, 17, 63, 64, 69}) {
            assertArrayEquals(row(together, i, COUNT), features(settings, Tiny.image(IMAGES, i), 1), "image " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"bottleneck, random, fresh", "levels:4, random, fresh", "levels:4, 50, common"})
    void theSamePixelsGiveTheSameFeaturesAndOthersGiveOthers(String source, String timestep, String noise) {
        float[] twice = Arrays.copyOf(Tiny.image(IMAGES, 0), 3 * Tiny.SIZE);
        System.arraycopy(IMAGES, 0, twice, Tiny.SIZE, Tiny.SIZE);
        System.arraycopy(IMAGES, Tiny.SIZE, twice, 2 * Tiny.SIZE, Tiny.SIZE);
        float[] features = features(settings(source, timestep, noise), twice, FeatureReader.NO_LABEL);
        assertArrayEquals(row(features, 0, 3), row(features, 1, 3));
        assertFalse(Arrays.equals(row(features, 0, 3), row(features, 2, 3)));
    }

    @Test
    void fixedTimestepAndCommonNoiseAreThoseOfOnePlainReading() {
        Settings settings = settings("bottleneck", "50", "common");
        float[] images = Tiny.images(22, 2);
        float[] features = features(settings, images, 2);
        Embeddings plain = NETWORK.embed(Reading.fixed(images, 2, 50, 2,
            org.diffcont.random.Seeds.derive(settings.seed(), "embedding noise"), 0));
        assertArrayEquals(plain.embeddings(), features);
    }

    @Test
    void randomTimestepsAndFreshNoiseDifferFromImageToImageAndWithTheSeed() {
        float[] nearlySame = Arrays.copyOf(Tiny.image(IMAGES, 0), 2 * Tiny.SIZE);
        System.arraycopy(IMAGES, 0, nearlySame, Tiny.SIZE, Tiny.SIZE);
        nearlySame[Tiny.SIZE] += 1e-6f;
        double common = largestDifference(features(settings("bottleneck", "50", "common"), nearlySame, 0));
        double noise = largestDifference(features(settings("bottleneck", "50", "fresh"), nearlySame, 0));
        double timestep = largestDifference(features(settings("bottleneck", "random", "common"), nearlySame, 0));
        assertTrue(noise > 100 * common && timestep > 100 * common, common + ", " + noise + ", " + timestep);
        Settings random = settings("bottleneck", "random", "fresh");
        assertFalse(Arrays.equals(features(random, IMAGES, 0), features(random.with("seed", "4"), IMAGES, 0)));
    }

    /** Over the two images' features. */
    private static double largestDifference(float[] features) {
        double largest = 0;
        for (int k = 0; k < features.length / 2; k++) {
            largest = Math.max(largest, Math.abs(features[k] - features[features.length / 2 + k]));
        }
        return largest;
    }

    @Test
    void reconstructionErrorsAreReadAtTheirOwnTimestepWithCommonNoiseWhateverElseIsRead() {
        float[] images = Tiny.images(22, 2);
        Settings settings = settings("reconstruction:4:200", "random", "fresh");
        GridFeatures plain = NETWORK.reconstruction(Reading.fixed(images, 2, 200, 2,
            org.diffcont.random.Seeds.derive(settings.seed(), "embedding noise"), 0), 4);
        assertArrayEquals(plain.values(), features(settings, images, 2));
        assertArrayEquals(plain.values(), features(settings("reconstruction:4:200", "50", "common"), images, 2));
        assertFalse(Arrays.equals(plain.values(), features(settings("reconstruction:4:50", "50", "common"), images,
            2)));
        assertEquals(4, plain.channels());
    }

    @Test
    void levelsAreACellGridAndTheBottleneckOneVector() {
        FeatureReader reader = new FeatureReader(Tiny.settings(), Tiny.MACHINE);
        Features levels = reader.levels(NETWORK, IMAGES, COUNT, 0, 4);
        assertEquals(COUNT, levels.count());
        assertEquals(16, levels.locations());
        assertEquals(NETWORK.levelChannels(), levels.channels());
        Features bottleneck = reader.embed(NETWORK, IMAGES, COUNT, 0).features();
        assertEquals(1, bottleneck.locations());
        assertEquals(4 * 2 * 2, bottleneck.channels());
    }
}
