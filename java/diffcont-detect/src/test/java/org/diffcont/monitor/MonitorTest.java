package org.diffcont.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.error.DataException;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.Thresholds;
import org.diffcont.evt.WeibullTail;
import org.diffcont.monitor.ScoreLog.Called;
import org.diffcont.monitor.ScoreLog.Entry;
import org.junit.jupiter.api.Test;

class MonitorTest {
    private static final WeibullTail TAIL = new WeibullTail(TailForm.LIBMR, 2, 1.5, 1, 10);

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

    private double[] gaussian(int count, double mean, double std) {
        return random.doubles(count).map(_ -> mean + std * random.nextGaussian()).toArray();
    }

    private ClassDetector calibrated(int images) {
        double[] distances = gaussian(images, 0, 1);
        return new ClassDetector(0, "gear", null, TAIL, Thresholds.empirical(distances, 0.05),
            new ClassDetector.Calibration(images, images, 0.05, false), DistanceQuantiles.of(distances), Optional.empty());
    }

    private static Monitor monitor(ClassDetector detector, int last) {
        return new Monitor(List.of(detector), Settings.defaults(), last, 0.99);
    }

    private static void add(Monitor monitor, ClassDetector detector, double... distances) {
        for (double d : distances) {
            monitor.add(new Entry("gear", d, detector.thresholdDistance(),
                d > detector.thresholdDistance() ? Called.ANOMALOUS : Called.NORMAL));
        }
    }

    private static ClassReport report(ClassDetector detector, double... distances) {
        Monitor monitor = monitor(detector, 1000);
        add(monitor, detector, distances);
        return monitor.reports().getFirst();
    }

    @Test
    void imagesLikeThoseOfTheCalibrationGiveWarningsAboutAsRarelyAsTheConfidenceSays() {
        int warned = 0;
        for (int run = 0; run < 200; run++) {
            ClassReport report = report(calibrated(2000), gaussian(300, 0, 1));
            warned += report.warnings().isEmpty() ? 0 : 1;
        }
        // Two tests at 1 %; the threshold of 2000 images has an error of its own.
        assertTrue(warned <= 12, warned + " of 200");
    }

    @Test
    void aDriftIsSeenInNormalLookingImagesAndSaidInASentence() {
        ClassReport report = report(calibrated(240), gaussian(300, 0.7, 1));
        assertTrue(report.drift().up());
        assertTrue(report.drift().pValue() < 1e-4, report::toString);
        assertEquals(1, report.warnings().size());
        assertTrue(report.warnings().getFirst().matches("gear: .* alarm, the target is 5.0 %; .*score higher.*"
            + "Recalibrate it.*"), report.warnings()::toString);
    }

    @Test
    void moreDefectsAreNoDriftOfTheNormalImages() {
        double[] distances = gaussian(300, 0, 1);
        Arrays.fill(distances, 0, 60, 9);
        ClassReport report = report(calibrated(240), distances);
        assertTrue(report.drift().difference() < 0.15, report::toString);
        assertTrue(report.alarms().count() >= 60);
        assertTrue(report.warnings().getFirst().contains("may be real defects"), report.warnings()::toString);
    }

    @Test
    void tooFewAlarmsAndAFallOfTheScoresAreWarnedOfToo() {
        ClassReport report = report(calibrated(240), gaussian(400, -1.5, 0.5));
        assertEquals(0, report.alarms().count());
        assertTrue(report.warnings().getFirst().contains("only 0.0 %")
            && report.warnings().getFirst().contains("score lower"), report.warnings()::toString);
    }

    @Test
    void unknownImagesAreAlarmsAndCountedApartToo() {
        ClassDetector detector = calibrated(240);
        Monitor monitor = monitor(detector, 1000);
        add(monitor, detector, gaussian(100, 0, 1));
        for (int i = 0; i < 50; i++) {
            monitor.add(new Entry("gear", 30, detector.thresholdDistance(), Called.UNKNOWN));
        }
        ClassReport report = monitor.reports().getFirst();
        assertEquals(new Share(50, 150, report.unknown().low(), report.unknown().high()), report.unknown());
        assertEquals(150, report.alarms().of());
        assertTrue(report.alarms().count() >= 50, report.alarms()::toString);
        assertTrue(report.warnings().getLast().contains("are called unknown"), report.warnings()::toString);
    }

    @Test
    void onlyTheNewestImagesOfThePresentCalibrationCount() {
        ClassDetector detector = calibrated(240);
        Monitor monitor = monitor(detector, 30);
        monitor.add(new Entry("gear", 0, detector.thresholdDistance() + 1, Called.NORMAL));
        double[] defects = new double[40];
        Arrays.fill(defects, 9);
        add(monitor, detector, defects);
        add(monitor, detector, gaussian(30, -3, 0.1));
        ClassReport report = monitor.reports().getFirst();
        assertEquals(1, report.passedOver());
        assertEquals(new Share(0, 30, report.alarms().low(), report.alarms().high()), report.alarms());
    }

    @Test
    void aFewImagesOrAModelThatKeptNoDistancesGiveNoDrift() {
        assertTrue(report(calibrated(240), 9, 9, 9, 9).warnings().isEmpty());
        ClassDetector c = calibrated(240);
        ClassDetector old = new ClassDetector(0, "gear", null, TAIL, c.thresholdDistance(), c.calibration(),
            DistanceQuantiles.none(), Optional.empty());
        ClassReport report = report(old, gaussian(300, 3, 1));
        assertNull(report.drift());
        assertEquals(1, report.warnings().size());
    }

    @Test
    void shareHasItsWilsonInterval() {
        // Wilson 95 % of 8 in 10: statsmodels.stats.proportion.proportion_confint(8, 10, method="wilson").
        Share share = Share.of(8, 10, 0.95);
        assertEquals(0.4901625, share.low(), 1e-6);
        assertEquals(0.9433178, share.high(), 1e-6);
        assertEquals(new Share(0, 0, 0, 1), Share.of(0, 0, 0.95));
    }

    @Test
    void scoresOfAClassTheModelDoesNotKnowAreAnError() {
        DataException e = assertThrows(DataException.class, () -> monitor(calibrated(20), 9)
            .add(new Entry("nut", 0, 1, Called.NORMAL)));
        assertTrue(e.getMessage().contains("\"nut\""), e.getMessage());
    }
}
