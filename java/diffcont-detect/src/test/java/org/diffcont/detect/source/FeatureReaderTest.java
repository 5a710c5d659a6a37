package org.diffcont.detect.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.image.ImageBatch;
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
    private static final ImageBatch IMAGES = Tiny.batch(21, COUNT);
    private static final Network NETWORK = Tiny.network(Tiny.settings(), 3);

    @AfterAll
    static void close() {
        NETWORK.close();
    }

    private static Settings settings(String source, String timestep, String noise) {
        return Tiny.settings("readings.candidates", source + "/diagonal", "embedding.timestep", timestep,
            "embedding.noise", noise);
    }

    private static Features features(Settings settings, ImageBatch images, int label) {
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        return switch (FeatureSource.of(settings.readings().candidates().getFirst().source())) {
            case LevelsSource(int grid) -> reader.levels(NETWORK, images, label, grid);
            case BottleneckSource _ -> reader.embed(NETWORK, images, label).features();
            case ReconstructionSource(int grid, int timestep) ->
                reader.reconstruction(NETWORK, images, label, grid, timestep);
            case FeatureSource other -> throw new AssertionError(other);
        };
    }

    @ParameterizedTest
    @CsvSource({"bottleneck, random, fresh", "bottleneck, 50, common", "bottleneck, random, common",
        "bottleneck, 50, fresh", "levels:4, random, fresh", "levels:4, 50, common",
        "reconstruction:4:200, random, fresh"})
    void anImageIsReadAsItIsAloneWhateverItsBatchAndItsPlace(String source, String timestep, String noise) {
        Settings settings = settings(source, timestep, noise);
        Features together = features(settings, IMAGES, 1);
        Features backwards = features(settings, IMAGES.select(IntStream.range(0, COUNT).map(i -> COUNT - 1 - i)
            .toArray()), 1);
        for (int i = 0; i < COUNT; i++) {
            assertArrayEquals(together.row(i), backwards.row(COUNT - 1 - i), "image " + i);
        }
        for (int i : new int[] {0, 17, 63, 64, 69}) {
            assertArrayEquals(together.row(i), features(settings, IMAGES.range(i, i + 1), 1).row(0), "image " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"bottleneck, random, fresh", "levels:4, random, fresh", "levels:4, 50, common"})
    void theSamePixelsGiveTheSameFeaturesAndOthersGiveOthers(String source, String timestep, String noise) {
        Features features = features(settings(source, timestep, noise), IMAGES.select(new int[] {0, 0, 1}),
            FeatureReader.NO_LABEL);
        assertArrayEquals(features.row(0), features.row(1));
        assertFalse(Arrays.equals(features.row(0), features.row(2)));
    }

    @Test
    void fixedTimestepAndCommonNoiseAreThoseOfOnePlainReading() {
        Settings settings = settings("bottleneck", "50", "common");
        ImageBatch images = Tiny.batch(22, 2);
        Features features = features(settings, images, 2);
        Embeddings plain = NETWORK.embed(Reading.fixed(images.values(), 2, 50, 2,
            org.diffcont.random.Seeds.derive(settings.seed(), "embedding noise"), 0));
        assertArrayEquals(plain.embeddings(), features.values());
    }

    @Test
    void randomTimestepsAndFreshNoiseDifferFromImageToImageAndWithTheSeed() {
        float[] changed = IMAGES.image(0).clone();
        changed[0] += 1e-6f;
        ImageBatch nearlySame = new ImageBatch(new float[][] {IMAGES.image(0), changed}, Tiny.SIDE);
        double common = largestDifference(features(settings("bottleneck", "50", "common"), nearlySame, 0));
        double noise = largestDifference(features(settings("bottleneck", "50", "fresh"), nearlySame, 0));
        double timestep = largestDifference(features(settings("bottleneck", "random", "common"), nearlySame, 0));
        assertTrue(noise > 100 * common && timestep > 100 * common, common + ", " + noise + ", " + timestep);
        Settings random = settings("bottleneck", "random", "fresh");
        assertFalse(Arrays.equals(features(random, IMAGES, 0).values(),
            features(random.with("seed", "4"), IMAGES, 0).values()));
    }

    /** Over the two images' features. */
    private static double largestDifference(Features features) {
        double largest = 0;
        for (int k = 0; k < features.dimension(); k++) {
            largest = Math.max(largest, Math.abs(features.row(0)[k] - features.row(1)[k]));
        }
        return largest;
    }

    @Test
    void reconstructionErrorsAreReadAtTheirOwnTimestepWithCommonNoiseWhateverElseIsRead() {
        ImageBatch images = Tiny.batch(22, 2);
        Settings settings = settings("reconstruction:4:200", "random", "fresh");
        GridFeatures plain = NETWORK.reconstruction(Reading.fixed(images.values(), 2, 200, 2,
            org.diffcont.random.Seeds.derive(settings.seed(), "embedding noise"), 0), 4);
        assertArrayEquals(plain.values(), features(settings, images, 2).values());
        assertArrayEquals(plain.values(), features(settings("reconstruction:4:200", "50", "common"), images, 2)
            .values());
        assertFalse(Arrays.equals(plain.values(), features(settings("reconstruction:4:50", "50", "common"), images, 2)
            .values()));
        assertEquals(4, plain.channels());
    }

    @Test
    void levelsAreACellGridAndTheBottleneckOneVector() {
        FeatureReader reader = new FeatureReader(Tiny.settings(), Tiny.MACHINE);
        Features levels = reader.levels(NETWORK, IMAGES, 0, 4);
        assertEquals(COUNT, levels.count());
        assertEquals(16, levels.locations());
        assertEquals(NETWORK.levelChannels(), levels.channels());
        Features bottleneck = reader.embed(NETWORK, IMAGES, 0).features();
        assertEquals(1, bottleneck.locations());
        assertEquals(4 * 2 * 2, bottleneck.channels());
    }
}
