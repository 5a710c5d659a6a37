package org.diffcont.detect.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.diffcont.config.Candidate;
import org.diffcont.config.Settings;
import org.diffcont.config.SourcePart;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.image.BlockMeans;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.ImageFeatures;
import org.diffcont.nativecore.Network;
import org.diffcont.pose.Pose;
import org.diffcont.pose.Segmentation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReadingsTest {
    private static final int COUNT = 11;
    private static final ImageBatch IMAGES = Tiny.batch(21, COUNT);
    private static final Network NETWORK = Tiny.network(Tiny.settings(), 3);
    private static final FeatureSource LEVELS = new LevelsSource(4);
    private static final FeatureSource PIXELS = source("pixels:as_is:8");

    @AfterAll
    static void close() {
        NETWORK.close();
    }

    private static FeatureSource source(String text) {
        return FeatureSource.of(Candidate.of(text + "/diagonal").source());
    }

    /** Each image was read once for both. */
    private static void assertSameRows(Features one, Features other) {
        assertEquals(one.count(), other.count());
        for (int i = 0; i < one.count(); i++) {
            assertSame(one.row(i), other.row(i), "image " + i);
        }
    }

    private static ImageReadings open(String label) {
        return new FeatureReader(Tiny.settings("embedding.label", label), Tiny.MACHINE).open(Optional.of(NETWORK),
            IMAGES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bottleneck", "levels:4", "reconstruction:4:50", "filter_bank:mean_subtracted:4",
        "dct:as_is:4", "pixels:standardised:16"})
    void aSourceIsNamedByItsTextAndReadOnce(String text) {
        FeatureSource source = source(text);
        assertEquals(text, source.toString());
        ImageReadings images = open("none");
        assertSameRows(images.features(source), images.features(source(text)));
        assertEquals(COUNT, images.features(source).count());
    }

    @ParameterizedTest
    @CsvSource({"filter_bank:as_is:4, FILTER_BANK, AS_IS, 4", "dct:mean_subtracted:8, DCT, MEAN_SUBTRACTED, 8",
        "pixels:standardised:2, PIXELS, STANDARDISED, 2"})
    void sourcesWithoutANetworkAreTheNativeCores(String text, ImageFeatures.Kind kind, ImageFeatures.Exposure exposure,
            int grid) {
        Features features = open("none").features(source(text));
        ImageFeatures plain = new ImageFeatures(kind, exposure, Tiny.SIDE, grid);
        assertArrayEquals(plain.read(IMAGES.values(), COUNT), features.values());
        assertEquals(grid * grid, features.locations());
        assertFalse(source(text).readsNetwork());
    }

    @Test
    void sourcesOfTheNetworkReadItsOwnImageSize() {
        Settings settings = Tiny.settings("data.image_size", "32");
        float[] large = new float[COUNT * 3 * 32 * 32];
        for (int i = 0; i < large.length; i++) {
            large[i] = (float) Math.sin(i * 0.37);
        }
        ImageBatch batch = ImageBatch.of(large, COUNT, 32);
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        ImageReadings images = reader.open(Optional.of(NETWORK), batch);
        ImageBatch small = BlockMeans.of(batch, 16);
        assertArrayEquals(reader.levels(NETWORK, small, FeatureReader.NO_LABEL, 4).values(),
            images.features(LEVELS).values());
        assertEquals(64, images.features(PIXELS).locations());
        assertArrayEquals(reader.embed(NETWORK, small, FeatureReader.NO_LABEL).logits(), images.logits());
    }

    @Test
    void candidatesLabelsAreFedToTheNetworkAndWhatReadsNoNetworkIsShared() {
        ImageReadings images = open("candidate");
        ImageReadings second = images.forClass(1);
        FeatureReader reader = new FeatureReader(Tiny.settings(), Tiny.MACHINE);
        assertArrayEquals(reader.levels(NETWORK, IMAGES, FeatureReader.NO_LABEL, 4).values(),
            images.features(LEVELS).values());
        assertArrayEquals(reader.levels(NETWORK, IMAGES, 1, 4).values(), second.features(LEVELS).values());
        assertFalse(Arrays.equals(second.features(LEVELS).values(), images.forClass(2).features(LEVELS).values()));
        assertSameRows(images.features(PIXELS), second.features(PIXELS));
        assertArrayEquals(reader.embed(NETWORK, IMAGES, 1).logits(), second.logits());
        assertArrayEquals(reader.levels(NETWORK, IMAGES, 1, 4).values(),
            second.others(IMAGES).features(LEVELS).values());
    }

    @Test
    void withoutLabelsAllClassesShareOneReading() {
        ImageReadings images = open("none");
        assertSame(images, images.forClass(2));
        assertNotSame(images.features(LEVELS).row(0), images.others(IMAGES).features(LEVELS).row(0));
    }

    @Test
    void withoutANetworkTheOtherSourcesCanBeRead() {
        ImageReadings images = new FeatureReader(Tiny.settings(), Tiny.MACHINE).open(Optional.empty(), IMAGES);
        assertEquals(3, images.features(PIXELS).channels());
        assertThrows(IllegalStateException.class, () -> images.features(LEVELS));
        assertThrows(IllegalStateException.class, images::logits);
    }

    @Test
    void refusesImagesOfAnotherSize() {
        assertThrows(IllegalArgumentException.class,
            () -> new FeatureReader(Tiny.settings("data.image_size", "32"), Tiny.MACHINE).open(
                Optional.empty(), IMAGES));
    }

    @Test
    void theRouterComparesMeansAndDeviationsOfCompressedFeaturesOverTheCellsOfACoarserGrid() {
        ImageReadings images = open("none");
        Features fine = images.features(PIXELS);
        Features coarse = new RoutingDescriptor(PIXELS, 2).of(images);
        assertEquals(1, coarse.locations());
        assertEquals(2 * 2 * 2 * 3, coarse.channels());
        for (int i = 0; i < COUNT; i++) {
            for (int cell = 0; cell < 4; cell++) {
                for (int c = 0; c < 3; c++) {
                    double[] values = new double[16];
                    for (int k = 0; k < 16; k++) {
                        int row = cell / 2 * 4 + k / 4;
                        int column = cell % 2 * 4 + k % 4;
                        double x = 127.5 * fine.row(i)[(row * 8 + column) * 3 + c];
                        values[k] = Math.log(x + Math.sqrt(x * x + 1));
                    }
                    double mean = Arrays.stream(values).average().orElseThrow();
                    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
                    assertEquals(mean, coarse.row(i)[cell * 3 + c], 1e-5);
                    assertEquals(Math.sqrt(variance), coarse.row(i)[12 + cell * 3 + c], 1e-4);
                }
            }
        }
    }

    @Test
    void theRouterTakesTheNetworksFeaturesAndSingleVectorsAsTheyAre() {
        ImageReadings images = open("none");
        assertSameRows(images.features(new BottleneckSource()),
            new RoutingDescriptor(new BottleneckSource(), 4).of(images));
        Features levels = images.features(LEVELS);
        Features descriptors = new RoutingDescriptor(LEVELS, 4).of(images);
        // At the source's own grid each cell is its own mean.
        for (int k = 0; k < levels.dimension(); k++) {
            assertEquals(levels.values()[k], descriptors.values()[k], 1e-6);
            assertEquals(0, descriptors.values()[levels.dimension() + k], 1e-3);
        }
    }

    @Test
    void aSourceWithASizeReadsTheImagesAtThatSize() {
        ImageReadings images = open("none");
        ImageBatch small = BlockMeans.of(IMAGES, 8);
        assertArrayEquals(new ImageFeatures(ImageFeatures.Kind.PIXELS, ImageFeatures.Exposure.STANDARDISED, 8, 4).read(
            small.values(), COUNT), images.features(source("pixels:standardised:4:8")).values());
        assertEquals("pixels:standardised:4:8", source("pixels:standardised:4:8").toString());
    }

    @Test
    void selectedImagesAreReadAsTheyWereAmongTheOthers() {
        ImageReadings images = open("none");
        Features all = images.features(PIXELS);
        Features some = images.select(new int[] {7, 2}).features(PIXELS);
        assertEquals(2, some.count());
        assertSame(all.row(7), some.row(0));
        assertSame(all.row(2), some.row(1));
    }

    @Test
    void posedImagesAreMadeOnceForEachPose() {
        ImageReadings images = open("none");
        Pose pose = new Pose(Segmentation.OTSU, true);
        ImageBatch posed = images.posed(pose).images();
        ImageBatch again = images.posed(new Pose(Segmentation.OTSU, true)).images();
        for (int i = 0; i < COUNT; i++) {
            assertArrayEquals(pose.apply(IMAGES.image(i), Tiny.SIDE), posed.image(i));
            assertSame(posed.image(i), again.image(i));
        }
        assertSameRows(images.posed(pose).features(PIXELS), images.posed(pose).features(PIXELS));
        assertNotSame(images.posed(pose).features(PIXELS).row(0), images.features(PIXELS).row(0));
    }

    /** Counts how often it reads each image; an image's features are its pixels. */
    private static final class CountingSource implements FeatureSource {
        private final Needs needs;
        private final Map<float[], Integer> reads = new IdentityHashMap<>();

        CountingSource(Needs needs) {
            this.needs = needs;
        }

        @Override
        public Needs needs() {
            return needs;
        }

        @Override
        public int cells() {
            return Tiny.SIDE;
        }

        @Override
        public void check(String key, Settings settings) {
            // It fits all keys.
        }

        @Override
        public Features read(ImageReadings images) {
            for (float[] image : images.images().images()) {
                reads.merge(image, 1, Integer::sum);
            }
            return new Features(images.images().images(), Tiny.SIDE * Tiny.SIDE, 3);
        }

        /** How often each image was read that was read at all, by the images' order. */
        List<Integer> reads(ImageBatch images) {
            return Arrays.stream(images.images()).map(reads::get).filter(Objects::nonNull).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "candidate"})
    void aSourceIsReadOnceForAnImageWhoeverAsks(String label) {
        ImageReadings images = open(label);
        CountingSource source = new CountingSource(SourcePart.Needs.NOTHING);
        images.select(new int[] {8, 1}).features(source);
        assertEquals(List.of(1, 1), source.reads(IMAGES), "nothing is read that nobody asked for");
        new RoutingDescriptor(source, 2).of(images);
        Features first = images.select(new int[] {0, 3, 5}).forClass(0).features(source);
        Features second = images.forClass(1).select(new int[] {5, 10}).features(source);
        assertSame(first.row(2), second.row(0));
        assertSame(IMAGES.image(10), second.row(1));
        new RoutingDescriptor(source, 4).of(images.select(new int[] {3}));
        images.readWith(NETWORK).features(source);
        assertEquals(Collections.nCopies(COUNT, 1), source.reads(IMAGES));
    }

    @Test
    void aPartOfAPartSharesWhatTheWholeReads() {
        ImageReadings images = open("none");
        CountingSource source = new CountingSource(SourcePart.Needs.NOTHING);
        ImageReadings part = images.select(new int[] {9, 4, 2});
        ImageReadings partOfPart = part.select(new int[] {2, 1});
        assertSame(IMAGES.image(2), partOfPart.features(source).row(0));
        assertSame(IMAGES.image(9), part.features(source).row(0));
        assertEquals(List.of(1, 1, 1), source.reads(IMAGES));
        images.features(source);
        partOfPart.features(source);
        assertEquals(Collections.nCopies(COUNT, 1), source.reads(IMAGES));
    }

    @Test
    void whatReadsTheNetworkIsReadOnceForEachLabelThatIsFed() {
        CountingSource shared = new CountingSource(SourcePart.Needs.NETWORK);
        ImageReadings unlabelled = open("none");
        new RoutingDescriptor(shared, 2).of(unlabelled);
        unlabelled.forClass(0).features(shared);
        unlabelled.forClass(1).select(new int[] {3, 4}).features(shared);
        assertEquals(Collections.nCopies(COUNT, 1), shared.reads(IMAGES));
        CountingSource fed = new CountingSource(SourcePart.Needs.NETWORK);
        ImageReadings labelled = open("candidate");
        for (int times = 0; times < 2; times++) {
            labelled.features(fed);
            labelled.forClass(0).features(fed);
            labelled.select(new int[] {0, 1}).forClass(1).features(fed);
        }
        assertEquals(List.of(3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2), fed.reads(IMAGES));
    }

    @Test
    void aPosedImageIsReadOnceForItsPose() {
        ImageReadings images = open("candidate");
        CountingSource source = new CountingSource(SourcePart.Needs.NOTHING);
        Pose pose = new Pose(Segmentation.BORDER, true);
        images.select(new int[] {6, 7}).posed(pose).features(source);
        images.forClass(1).posed(new Pose(Segmentation.BORDER, true)).features(source);
        images.posed(pose).select(new int[] {7, 1}).forClass(2).features(source);
        ImageBatch posed = images.posed(pose).images();
        assertEquals(Collections.nCopies(COUNT, 1), source.reads(posed));
        images.posed(new Pose(Segmentation.BORDER, false)).select(new int[] {0}).features(source);
        assertEquals(Collections.nCopies(COUNT, 1), source.reads(posed));
    }

    @Test
    void embeddingsAndLogitsOfAnImageAreReadTogetherAndForItAlone() {
        ImageReadings images = open("none");
        double[][] some = images.select(new int[] {4, 2}).logits();
        double[][] all = images.logits();
        assertEquals(COUNT, all.length);
        assertSame(some[0], all[4]);
        assertSame(some[1], all[2]);
        Features embeddings = images.features(new BottleneckSource());
        assertSame(all[4], images.logits()[4]);
        assertSameRows(embeddings, images.features(new BottleneckSource()));
    }
}
