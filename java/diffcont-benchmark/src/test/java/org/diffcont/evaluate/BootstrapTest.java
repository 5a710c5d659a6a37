package org.diffcont.evaluate;

import static org.diffcont.evaluate.Samples.image;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final List<ScoredImage> IMAGES = Samples.drawn(9, 1, 400);

    @Test
    void theSameSeedGivesTheSameInterval() {
        assertEquals(intervals(IMAGES, 300, .95, 5), intervals(IMAGES, 300, .95, 5));
        assertNotEquals(intervals(IMAGES, 300, .95, 5), intervals(IMAGES, 300, .95, 6));
    }

    @Test
    void theIntervalHoldsTheEstimateAndHasTheRightWidth() {
        Metrics estimate = Metrics.of(IMAGES, ClassMode.TRUE);
        MetricIntervals intervals = intervals(IMAGES, 2000, .95, 5);
        assertTrue(intervals.auroc().low() < estimate.auroc() && estimate.auroc() < intervals.auroc().high());
        assertTrue(intervals.aupr().low() < estimate.aupr() && estimate.aupr() < intervals.aupr().high());
        // Hanley and McNeil's standard error of an AUROC.
        double a = estimate.auroc();
        double p = estimate.anomalousCount();
        double n = estimate.normalCount();
        double error = Math.sqrt((a * (1 - a) + (p - 1) * (a / (2 - a) - a * a)
                + (n - 1) * (2 * a * a / (1 + a) - a * a)) / (p * n));
        assertEquals(2 * 1.96 * error, intervals.auroc().high() - intervals.auroc().low(), error);
    }

    @Test
    void aHigherLevelIsWider() {
        Interval narrow = intervals(IMAGES, 1000, .5, 5).auroc();
        Interval wide = intervals(IMAGES, 1000, .99, 5).auroc();
        assertTrue(wide.low() < narrow.low() && narrow.high() < wide.high());
    }

    @Test
    void separatedKindsStayAtOneBecauseEachKeepsItsNumber() {
        List<ScoredImage> images = List.of(image(0, true, 9), image(0, true, 8), image(0, false, 1));
        assertEquals(new MetricIntervals(new Interval(1, 1), new Interval(1, 1)), intervals(images, 200, .95, 5));
    }

    @Test
    void macroIsTighterThanOneOfItsClasses() {
        List<List<ScoredImage>> classes = List.of(IMAGES, Samples.drawn(10, 1, 400), Samples.drawn(11, 1, 400),
                List.of(image(0, false, 1)));
        Interval macro = new Bootstrap(new BootstrapSettings(1000, .95, 5)).intervals(classes, ClassMode.TRUE).auroc();
        Interval one = intervals(IMAGES, 1000, .95, 5).auroc();
        double ratio = (macro.high() - macro.low()) / (one.high() - one.low());
        assertEquals(1 / Math.sqrt(3), ratio, .12);
    }

    @Test
    void withoutResamplesOrWithOneKindTheIntervalIsUndefined() {
        Interval undefined = new Interval(Double.NaN, Double.NaN);
        assertEquals(undefined, intervals(IMAGES, 0, .95, 5).auroc());
        assertEquals(undefined, intervals(List.of(image(0, true, 1)), 100, .95, 5).auroc());
        assertEquals(undefined, intervals(List.of(), 100, .95, 5).aupr());
    }

    @Test
    void percentilesAreLinearBetweenOrderStatistics() {
        assertEquals(new Interval(1.5, 4.5), Interval.percentile(new double[] {5, 3, 1, 2, 4}, .75));
        assertEquals(new Interval(7, 7), Interval.percentile(new double[] {Double.NaN, 7}, .9));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new BootstrapSettings(-1, .95, 0));
        assertThrows(IllegalArgumentException.class, () -> new BootstrapSettings(10, 1, 0));
    }

    private static MetricIntervals intervals(List<ScoredImage> images, int resamples, double level, long seed) {
        return new Bootstrap(new BootstrapSettings(resamples, level, seed)).intervals(List.of(images), ClassMode.TRUE);
    }
}
