package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.config.ReadingsSettings.Fusion;
import org.diffcont.config.Settings;
import org.diffcont.detect.normality.FittedModel;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.WhitenedMean;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.source.BottleneckSource;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.WeibullTail;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Network;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorTest {
    private static final int COUNT = 70;
    private static final ImageBatch IMAGES = Tiny.batch(31, COUNT);
    private static final Network NETWORK = Tiny.network(Tiny.settings(), 2);
    private static final WeibullTail TAIL = new WeibullTail(TailForm.LIBMR, 2, 1.5, 3, 10);

    @AfterAll
    static void close() {
        NETWORK.close();
    }

    /** Two classes, 12 images each, fitted on an untrained network. */
    private static Detector fitted(Settings settings) {
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        ImageReadings[] images = new ImageReadings[2];
        for (int c = 0; c < 2; c++) {
            images[c] = reader.open(Optional.of(NETWORK), Tiny.batch(40 + c, 12)).forClass(c);
        }
        Whitening whitening = Whitening.fit(images[0].features(new BottleneckSource()));
        Detector detector = Detector.empty().with(whitening);
        for (int c = 0; c < 2; c++) {
            detector = detector.with(new DetectorFitting(settings, Tiny.MACHINE).fit(c, "class" + c, images[c], null,
                whitening, false).detector());
            detector = detector.with(detector.router().with(RoutingDescriptor.of(settings.routing()).of(images[c])));
        }
        return detector;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"levels:4/location_mahalanobis:4|none|head",
        "levels:4/pca_residual:4|none|nearest", "levels:4/diagonal|candidate|head",
        "bottleneck/whitened|candidate|nearest", "bottleneck/whitened|none|head",
        "filter_bank:as_is:4/location_mahalanobis:4,levels:2/patch_memory:5,dct:as_is:4/pca_residual:3|none|nearest",
        "filter_bank:as_is:4/diagonal,pixels:standardised:8/patch_memory:9|candidate|shared_covariance"})
    void scoresOfMoreThanOneBatchAreThoseOfSingleImages(String candidates, String label, String rule) {
        Settings settings = Tiny.settings("readings.candidates", candidates, "embedding.label", label,
            "routing.rule", rule);
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        try (Detector detector = fitted(settings)) {
            List<Detector.ImageScores> together = detector.score(Optional.of(NETWORK), reader, settings, IMAGES);
            assertEquals(COUNT, together.size());
            for (int i : new int[] {0, 13, 63, 64, 69}) {
                Detector.ImageScores alone = detector.score(Optional.of(NETWORK), reader, settings,
                    IMAGES.range(i, i + 1)).getFirst();
                assertArrayEquals(alone.distances(), together.get(i).distances(), "image " + i);
                assertEquals(alone.routedClass(), together.get(i).routedClass(), "image " + i);
            }
        }
    }

    @Test
    void noImagesGiveNoScores() {
        Settings settings = Tiny.settings();
        try (Detector detector = fitted(settings)) {
            assertTrue(detector.score(Optional.of(NETWORK), new FeatureReader(settings, Tiny.MACHINE), settings,
                ImageBatch.empty()).isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"none", "candidate"})
    void nearestRoutesBySmallestDistanceInUnitsOfTheThreshold(String label) {
        Settings settings = Tiny.settings("routing.rule", "nearest", "embedding.label", label);
        try (Detector detector = fitted(settings)) {
            for (Detector.ImageScores scores : detector.score(Optional.of(NETWORK), new FeatureReader(settings,
                    Tiny.MACHINE), settings, IMAGES)) {
                double first = scores.distances()[0] / detector.classes().get(0).thresholdDistance();
                double second = scores.distances()[1] / detector.classes().get(1).thresholdDistance();
                assertEquals(first <= second ? 0 : 1, scores.routedClass());
            }
        }
    }

    @Test
    void nearestComparesFusedScoresByTheirDifferenceFromTheThreshold() {
        Settings settings = Tiny.settings("routing.rule", "nearest", "readings.candidates",
            "levels:4/location_mahalanobis:4,pixels:as_is:4/pca_residual:3", "readings.poolings", "max,mean");
        try (Detector detector = fitted(settings)) {
            for (Detector.ImageScores scores : detector.score(Optional.of(NETWORK), new FeatureReader(settings,
                    Tiny.MACHINE), settings, IMAGES)) {
                double first = scores.distances()[0] - detector.classes().get(0).thresholdDistance();
                double second = scores.distances()[1] - detector.classes().get(1).thresholdDistance();
                assertEquals(first <= second ? 0 : 1, scores.routedClass());
            }
        }
    }

    @Test
    void headRoutesByTheLargestLogit() {
        Settings settings = Tiny.settings("routing.rule", "head");
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        double[][] logits = reader.embed(NETWORK, IMAGES, FeatureReader.NO_LABEL).logits();
        try (Detector detector = fitted(settings)) {
            List<Detector.ImageScores> scores = detector.score(Optional.of(NETWORK), reader, settings, IMAGES);
            for (int i = 0; i < COUNT; i++) {
                assertEquals(logits[i][0] >= logits[i][1] ? 0 : 1, scores.get(i).routedClass());
            }
        }
    }

    @Test
    void headWithCandidateLabelsRoutesByTheProbabilityOfTheLabelFed() {
        Settings settings = Tiny.settings("routing.rule", "head", "embedding.label", "candidate");
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        double[][] fedFirst = reader.embed(NETWORK, IMAGES, 0).logits();
        double[][] fedSecond = reader.embed(NETWORK, IMAGES, 1).logits();
        try (Detector detector = fitted(settings)) {
            List<Detector.ImageScores> scores = detector.score(Optional.of(NETWORK), reader, settings, IMAGES);
            for (int i = 0; i < COUNT; i++) {
                double first = 1 / (1 + Math.exp(fedFirst[i][1] - fedFirst[i][0]));
                double second = 1 / (1 + Math.exp(fedSecond[i][0] - fedSecond[i][1]));
                assertEquals(first >= second ? 0 : 1, scores.get(i).routedClass());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"none", "candidate"})
    void routerClassesAndHeatMapsReadAnImageOnceTogether(String label) {
        Settings settings = Tiny.settings("routing.rule", "shared_covariance", "routing.source", "pixels:as_is:4",
            "embedding.label", label, "readings.poolings", "max,mean", "readings.chosen", "9", "readings.candidates",
            "pixels:as_is:4/location_mahalanobis:3,dct:as_is:4/patch_memory:5");
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        ImageBatch probes = ImageBatch.join(List.of(Tiny.batch(40, 6), Tiny.batch(41, 6)));
        try (Detector detector = fitted(settings)) {
            ImageReadings untouched = reader.open(Optional.of(NETWORK), probes);
            ImageBatch changing = ImageBatch.of(probes.values(), probes.count(), Tiny.SIDE);
            ImageReadings images = reader.open(Optional.of(NETWORK), changing);
            List<Detector.ImageScores> first = detector.score(images, settings, Set.of());
            // Whoever read an image again would read this.
            for (float[] image : changing.images()) {
                Arrays.fill(image, 0);
            }
            List<Detector.ImageScores> again = detector.score(images, settings, Set.of());
            for (int c = 0; c < 2; c++) {
                int own = c;
                int[] routed = IntStream.range(0, probes.count()).filter(i -> first.get(i).routedClass() == own)
                    .toArray();
                assertEquals(6, routed.length);
                FusedStatistics statistics = detector.classes().get(c).statistics();
                double[] distances = statistics.distances(untouched.select(routed));
                float[][] maps = LocationMaps.of(statistics, untouched.select(routed)).orElseThrow();
                float[][] seen = LocationMaps.of(statistics, images.select(routed).forClass(c)).orElseThrow();
                for (int i = 0; i < routed.length; i++) {
                    assertEquals(distances[i], first.get(routed[i]).distances()[c]);
                    assertEquals(distances[i], again.get(routed[i]).distances()[c]);
                    assertArrayEquals(maps[i], seen[i]);
                }
            }
        }
    }

    @Test
    void aClassIsAppendedOrReplacedAndTheOldDetectorStaysAsItWas() {
        Whitening whitening = new Whitening(new float[] {0}, new float[] {1});
        Detector one = Detector.empty().with(plain(0, whitening, 1));
        Detector two = one.with(plain(1, whitening, 2));
        Detector replaced = two.with(plain(0, whitening, 3));
        assertEquals(1, one.classes().size());
        assertEquals(List.of(3.0, 2.0), replaced.classes().stream().map(ClassDetector::thresholdDistance).toList());
        assertEquals(List.of(1.0, 2.0), two.classes().stream().map(ClassDetector::thresholdDistance).toList());
        assertSame(two.classes().get(1), replaced.classes().get(1));
        assertThrows(IndexOutOfBoundsException.class, () -> one.with(plain(5, whitening, 1)));
    }

    @Test
    void decisionIsAnomalousOnlyAboveTheThreshold() {
        ClassDetector detector = plain(1, new Whitening(new float[] {0}, new float[] {1}), 4);
        assertTrue(detector.decide(Math.nextUp(4.0)).anomalous());
        assertEquals(false, detector.decide(4.0).anomalous());
        assertEquals(1, detector.decide(4.0).classIndex());
        assertEquals(TAIL.logSurvival(4.0), detector.decide(4.0).logSurvival());
    }

    private static ClassDetector plain(int index, Whitening whitening, double threshold) {
        return new ClassDetector(index, "class" + index, whitened(whitening, new float[] {0}), TAIL, threshold,
            new ClassDetector.Calibration(10, 10, 0, false), DistanceQuantiles.none(), Optional.empty());
    }

    /** Statistics of one reading, the paper's. */
    static FusedStatistics whitened(Whitening whitening, float[] mean) {
        return new FusedStatistics(List.of(new FittedReading(new FittedModel(Candidate.of("bottleneck/whitened"),
            new WhitenedMean(whitening, mean), Optional.empty()), Pooling.MAX, Optional.empty(),
            Optional.empty())), Fusion.MAX, Optional.empty());
    }
}
