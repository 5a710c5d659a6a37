package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffcont.config.Settings;
import org.diffcont.detect.check.ImageKind;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.error.UserException;
import org.diffcont.evt.Thresholds;
import org.diffcont.image.ImageBatch;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.TinyLearner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
    private static final int FIRST = 0;
    private static final Settings SETTINGS = TinyLearner.settings("routing.rule", "shared_covariance", "routing.source",
        "filter_bank:as_is:4", "routing.grid", "1", "training.epochs", "0", "readings.poolings", "max,mean",
        "readings.candidates", "filter_bank:as_is:4/location_mahalanobis:4,pixels:as_is:8/pca_residual:3");
    private static final LearnerState STATE = TinyLearner.learn(SETTINGS, "gear", "nut");
    private static final FeatureReader READER = new FeatureReader(SETTINGS, Tiny.MACHINE);

    @AfterAll
    static void close() {
        STATE.close();
    }

    /** Images of the first class, brighter and flatter from some day on. */
    private static float[] drifted(int count) {
        float[] images = Arrays.copyOfRange(Tiny.images(100, 12 + count), 12 * Tiny.SIZE, (12 + count) * Tiny.SIZE);
        for (int k = 0; k < images.length; k++) {
            images[k] = 0.7f * images[k] + 0.15f;
        }
        return images;
    }

    private static ImageReadings open(float[] images, int count) {
        return READER.open(Optional.empty(), ImageBatch.of(images, count, Tiny.SIDE));
    }

    private static long above(Detector detector, ImageReadings images) {
        ClassDetector c = detector.classes().get(FIRST);
        return Arrays.stream(c.statistics().distances(images)).filter(d -> d > c.thresholdDistance()).count();
    }

    @Test
    void falseAlarmsOfADriftedProductComeBackToTheTarget() {
        float[] images = drifted(80);
        ImageReadings given = open(Arrays.copyOf(images, 40 * Tiny.SIZE), 40);
        ImageReadings later = open(Arrays.copyOfRange(images, 40 * Tiny.SIZE, 80 * Tiny.SIZE), 40);
        Recalibration.Outcome outcome = new Recalibration(SETTINGS).move(STATE.detector(), FIRST, given, Optional.empty(), true);
        assertEquals(above(STATE.detector(), given), outcome.above().before());
        assertEquals(above(outcome.detector(), given), outcome.above().after());
        assertTrue(outcome.above().before() > 20, outcome::toString);
        assertTrue(outcome.above().after() <= 2, outcome::toString);
        // The expected share is 3 of 41; above 9 of 40 would be a chance of less than 1 in 1000.
        assertTrue(above(outcome.detector(), later) <= 9, () -> above(outcome.detector(), later) + " false alarms");
        assertTrue(outcome.routerMoved());
        assertTrue(outcome.recognised().before() < 20, outcome::toString);
        assertTrue(outcome.recognised().after() >= 36, outcome::toString);
        assertTrue(outcome.detector().score(later, SETTINGS, Set.of()).stream().filter(s -> s.routedClass() == FIRST
            && !s.unknown()).count() >= 32);
    }

    @Test
    void thresholdIsTheEmpiricalQuantileOfDistancesScaledByTheOtherImages() {
        ImageReadings images = open(drifted(30), 30);
        ClassDetector moved = new Recalibration(SETTINGS).move(STATE.detector(), FIRST, images, Optional.empty(), true).moved();
        FusedStatistics before = STATE.detector().classes().get(FIRST).statistics();
        List<double[]> pooled = before.pooled(before.maps(images));
        double[] fused = new double[30];
        Arrays.fill(fused, Double.NEGATIVE_INFINITY);
        for (double[] reading : pooled) {
            for (int i = 0; i < 30; i++) {
                int left = i;
                double[] others = IntStream.range(0, 30).filter(k -> k != left).mapToDouble(k -> Math.log(reading[k]))
                    .toArray();
                double mean = Arrays.stream(others).average().orElseThrow();
                double std = Math.sqrt(Arrays.stream(others).map(x -> (x - mean) * (x - mean)).sum() / 28);
                fused[i] = Math.max(fused[i], (Math.log(reading[i]) - mean) / std);
            }
        }
        assertEquals(Thresholds.empirical(fused, 0.05), moved.thresholdDistance(), 1e-9);
        assertEquals(30, moved.normal().ascending().length);
        assertEquals(30, moved.calibration().thresholdImages());
        for (int r = 0; r < pooled.size(); r++) {
            assertEquals(LogScale.fit(pooled.get(r)), moved.statistics().readings().get(r).scale().orElseThrow());
        }
    }

    @Test
    void readingsModelsAndOtherClassesStay() {
        Detector before = STATE.detector();
        Detector after = new Recalibration(SETTINGS).move(before, FIRST, open(drifted(20), 20), Optional.empty(), true).detector();
        assertSame(before.classes().get(1), after.classes().get(1));
        assertArrayEquals(before.router().means().get(1), after.router().means().get(1));
        assertArrayEquals(before.router().samples().get(1), after.router().samples().get(1));
        assertArrayEquals(before.router().scatter(), after.router().scatter());
        for (int m = 0; m < before.classes().get(FIRST).statistics().models().size(); m++) {
            assertSame(before.classes().get(FIRST).statistics().models().get(m).normality(),
                after.classes().get(FIRST).statistics().models().get(m).normality());
        }
    }

    @Test
    void whereTheImagesAreRecognisedTheRouterStaysAsItWas() {
        float[] images = Arrays.copyOfRange(Tiny.images(100, 42), 12 * Tiny.SIZE, 42 * Tiny.SIZE);
        Recalibration lenient = new Recalibration(SETTINGS.with("routing.unknown_rate", "0"));
        Recalibration.Outcome outcome = lenient.move(STATE.detector(), FIRST, open(images, 30), Optional.empty(), true);
        assertFalse(outcome.routerMoved());
        assertSame(STATE.detector().router(), outcome.detector().router());
    }

    @Test
    void theOnlyReadingsDistancesKeepTheirUnit() {
        Settings settings = TinyLearner.settings("training.epochs", "0", "routing.rule", "nearest",
            "readings.candidates", "filter_bank:as_is:4/location_mahalanobis:4");
        try (LearnerState state = TinyLearner.learn(settings, "gear")) {
            ImageReadings images = open(drifted(20), 20);
            ClassDetector moved = new Recalibration(settings).move(state.detector(), FIRST, images, Optional.empty(), true).moved();
            assertEquals(Thresholds.empirical(state.detector().classes().get(FIRST).statistics().distances(images),
                0.05), moved.thresholdDistance());
        }
    }

    @Test
    void imagesThatAreMostlyAlarmsOrNotRecognisedTakeSomebodysWord() {
        UserException e = assertThrows(UserException.class, () -> new Recalibration(SETTINGS)
            .move(STATE.detector(), FIRST, open(drifted(20), 20), Optional.empty(), false));
        assertTrue(e.getMessage().contains("of the 20 images are recognised as class \"gear\"")
            && e.getMessage().endsWith("say --yes"), e.getMessage());
        Detector strict = STATE.detector().with(STATE.detector().classes().get(FIRST).withThreshold(-100));
        ImageReadings usual = open(Arrays.copyOfRange(Tiny.images(100, 42), 12 * Tiny.SIZE, 42 * Tiny.SIZE), 30);
        e = assertThrows(UserException.class, () -> new Recalibration(SETTINGS.with("routing.unknown_rate", "0"))
            .move(strict, FIRST, usual, Optional.empty(), false));
        assertTrue(e.getMessage().startsWith("30 of the 30 images are alarms of class \"gear\" today"), e.getMessage());
    }

    @Test
    void whatImagesAreLikeAsWholesMovesToo() {
        ImageReadings images = open(drifted(20), 20);
        ClassDetector moved = new Recalibration(SETTINGS).move(STATE.detector(), FIRST, images, Optional.empty(), true)
            .moved();
        assertEquals(ImageKind.of(images.images(), Optional.empty()), moved.kind().orElseThrow());
        assertNotEquals(STATE.detector().classes().get(FIRST).kind(), moved.kind());
    }

    @Test
    void fewImagesOrThoseOfAnotherProductAreRefused() {
        Recalibration recalibration = new Recalibration(SETTINGS);
        UserException e = assertThrows(UserException.class,
            () -> recalibration.move(STATE.detector(), FIRST, open(drifted(9), 9), Optional.empty(), true));
        assertTrue(e.getMessage().contains("9 readable new images") && e.getMessage().contains("evt.min_points"),
            e.getMessage());
        e = assertThrows(UserException.class, () -> new Recalibration(SETTINGS.with("routing.unknown_rate", "0"))
            .move(STATE.detector(), FIRST, open(Tiny.images(101, 20), 20), Optional.empty(), true));
        assertTrue(e.getMessage().contains("20 of the 20 images look like class \"nut\""), e.getMessage());
    }
}
