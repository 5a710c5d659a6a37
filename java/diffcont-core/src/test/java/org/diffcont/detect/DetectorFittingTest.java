package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.diffcont.config.Settings;
import org.diffcont.error.UserException;
import org.diffcont.evt.TailFit;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.TailSettings;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.strategy.Tiny;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorFittingTest {
    private static final int CHANNELS = 4;
    private static final int CELLS = 3;
    private static final Features TRAIN = cells(5, 23);
    private static final Features CALIBRATION = cells(6, 11);
    private static final Whitening WHITENING = Whitening.fit(TRAIN);

    private static Features cells(long seed, int count) {
        return new Features(WhiteningTest.gaussian(seed, count, CELLS * CHANNELS).values(), count, CELLS, CHANNELS);
    }

    private static Settings settings(String fitOn, String model) {
        return Tiny.settings("evt.fit_on", fitOn, "normality.model", model, "normality.components", "2");
    }

    private static Features poisoned(Features features, int image) {
        float[] values = features.values().clone();
        for (int k = 0; k < features.dimension(); k++) {
            values[image * features.dimension() + k] += 50 + 3 * k;
        }
        return new Features(values, features.count(), features.locations(), features.channels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"whitened", "diagonal", "pca_residual", "location_mahalanobis"})
    void crossFittedDistanceComesFromStatisticsThatDidNotSeeTheImagesFold(String model) {
        DetectorFitting fitting = new DetectorFitting(settings("cross", model));
        double[] distances = fitting.crossFitted(TRAIN, WHITENING);
        int poisoned = 7;
        double[] changed = fitting.crossFitted(poisoned(TRAIN, poisoned), WHITENING);
        int others = 0;
        for (int i = 0; i < TRAIN.count(); i++) {
            if (i == poisoned) {
                assertTrue(changed[i] > 2 * distances[i], "the poisoned image itself, from clean statistics");
            } else if (i % 5 == poisoned % 5) {
                assertEquals(distances[i], changed[i], "same fold: the statistics saw neither");
            } else {
                others += distances[i] != changed[i] ? 1 : 0;
            }
        }
        assertTrue(others > 0, "the other folds' statistics saw the poisoned image");
    }

    @Test
    void crossFittedDistancesAreThoseOfTheFoldsFittedByHand() {
        Settings settings = settings("cross", "whitened");
        double[] distances = new DetectorFitting(settings).crossFitted(TRAIN, WHITENING);
        for (int fold = 0; fold < 5; fold++) {
            int held = fold;
            int[] out = IntStream.range(0, TRAIN.count()).filter(i -> i % 5 != held).toArray();
            WhitenedMean statistics = WhitenedMean.fit(WHITENING, TRAIN.select(out));
            for (int i = fold; i < TRAIN.count(); i += 5) {
                assertEquals(statistics.distances(TRAIN.select(new int[] {i}))[0], distances[i]);
            }
        }
    }

    @Test
    void tailOnTrainingImagesButThresholdOnHeldOutOnes() {
        Settings settings = settings("train", "whitened");
        WhitenedMean statistics = WhitenedMean.fit(WHITENING, TRAIN);
        try (ClassDetectorCloser c = fit(settings, TRAIN, CALIBRATION)) {
            assertEquals(tail(settings, statistics.distances(TRAIN)), c.detector.tail());
            assertEquals(Arrays.stream(statistics.distances(CALIBRATION)).max().orElseThrow(),
                c.detector.thresholdDistance());
            assertEquals(new ClassDetector.Calibration(23, 11, 0, false), c.detector.calibration());
        }
    }

    @Test
    void tailAndThresholdOnHeldOutImages() {
        Settings settings = settings("calibration", "whitened");
        double[] held = WhitenedMean.fit(WHITENING, TRAIN).distances(CALIBRATION);
        try (ClassDetectorCloser c = fit(settings, TRAIN, CALIBRATION)) {
            assertEquals(tail(settings, held), c.detector.tail());
            assertEquals(Arrays.stream(held).max().orElseThrow(), c.detector.thresholdDistance());
            assertEquals(11, c.detector.calibration().tailImages());
        }
    }

    @Test
    void tailAndThresholdOnCrossFittedDistancesButStatisticsOnAllImages() {
        Settings settings = settings("cross", "whitened");
        double[] held = new DetectorFitting(settings).crossFitted(TRAIN, WHITENING);
        try (ClassDetectorCloser c = fit(settings, TRAIN, null)) {
            assertEquals(tail(settings, held), c.detector.tail());
            assertArrayEquals(WhitenedMean.fit(WHITENING, TRAIN).classMean(),
                ((WhitenedMean) c.detector.statistics()).classMean());
            assertNotEquals(tail(settings, c.detector.statistics().distances(TRAIN)), c.detector.tail());
        }
    }

    @ParameterizedTest
    @CsvSource({"train, 0.05", "train, 0.3", "calibration, 0.1", "calibration, 0.5", "cross, 0.05", "cross, 0.2"})
    void thresholdAlarmsAtMostAtTheConfiguredRateOnTheNormalsGiven(String fitOn, double rate) {
        Settings settings = settings(fitOn, "diagonal").with("threshold.false_positive_rate", String.valueOf(rate));
        try (ClassDetectorCloser c = fit(settings, TRAIN, CALIBRATION)) {
            double[] held = fitOn.equals("cross") ? new DetectorFitting(settings).crossFitted(TRAIN, WHITENING)
                : c.detector.statistics().distances(CALIBRATION);
            long alarms = Arrays.stream(held).filter(d -> c.detector.decide(d).anomalous()).count();
            assertTrue(alarms <= rate * held.length, alarms + " alarms");
            assertEquals((double) alarms / held.length, c.detector.calibration().falsePositiveRate());
            assertEquals((long) Math.floor(rate * held.length + 1e-9), alarms, "and no fewer, without ties");
        }
    }

    @Test
    void imagesAllAlikeAreAnErrorThatNamesTheClassAndLeavesNoNativeObject() {
        Features same = new Features(new float[12 * CELLS * CHANNELS], 12, CELLS, CHANNELS);
        for (String model : new String[] {"diagonal", "pca_residual", "location_mahalanobis"}) {
            long before = NativeRuntime.liveHandles();
            UserException e = assertThrows(UserException.class, () -> new DetectorFitting(settings("cross", model))
                .fit(0, "bottle", same, null, WHITENING, false));
            assertTrue(e.getMessage().contains("\"bottle\""), e.getMessage());
            assertEquals(before, NativeRuntime.liveHandles());
        }
    }

    @Test
    void anyFailureLeavesNoNativeObject() {
        Features otherShape = new Features(new float[10], 5, 1, 2);
        long before = NativeRuntime.liveHandles();
        assertThrows(RuntimeException.class, () -> new DetectorFitting(settings("calibration", "diagonal"))
            .fit(0, "bottle", TRAIN, otherShape, WHITENING, false));
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @ParameterizedTest
    @CsvSource({"cross, 2, 3", "train, 1, 2", "calibration, 1, 2"})
    void tooFewImagesAreAnErrorThatNamesTheClass(String fitOn, int count, int needed) {
        UserException e = assertThrows(UserException.class, () -> new DetectorFitting(settings(fitOn, "diagonal"))
            .fit(0, "bottle", cells(1, count), CALIBRATION, WHITENING, false));
        assertTrue(e.getMessage().contains("\"bottle\" has " + count + " images"), e.getMessage());
        assertTrue(e.getMessage().contains("than the " + needed), e.getMessage());
        try (ClassDetectorCloser c = fit(settings(fitOn, "diagonal"), cells(1, needed), CALIBRATION)) {
            assertTrue(c.detector.thresholdDistance() > 0);
        }
    }

    private static org.diffcont.evt.WeibullTail tail(Settings settings, double[] distances) {
        return TailFit.fit(distances, new TailSettings(TailForm.LIBMR, settings.evt().tail(),
            settings.evt().minPoints()));
    }

    private static ClassDetectorCloser fit(Settings settings, Features train, Features calibration) {
        return new ClassDetectorCloser(new DetectorFitting(settings).fit(2, "bottle", train, calibration, WHITENING,
            false));
    }

    private record ClassDetectorCloser(ClassDetector detector) implements AutoCloseable {
        @Override
        public void close() {
            detector.statistics().close();
        }
    }
}
