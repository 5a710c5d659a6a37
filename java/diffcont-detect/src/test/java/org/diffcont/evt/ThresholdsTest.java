package org.diffcont.evt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

    @Test
    void aFurtherImageExceedsItWithTheTargetProbabilityWhereThatIsPossible() {
        double[] scores = IntStream.rangeClosed(1, 99).mapToDouble(i -> i).toArray();
        assertEquals(95, Thresholds.empirical(scores, .05));
        assertEquals(71, Thresholds.empirical(scores, .29));
        assertEquals(99, Thresholds.empirical(scores, .01));
    }

    @Test
    void theShareOfFurtherImagesAboveIsTheTargetInTheMean() {
        SplittableRandom random = new SplittableRandom(3);
        for (int count : new int[] {19, 31, 240}) {
            int above = 0;
            int trials = 20_000;
            for (int trial = 0; trial < trials; trial++) {
                double threshold = Thresholds.empirical(random.doubles(count).toArray(), .05);
                above += random.nextDouble() > threshold ? 1 : 0;
            }
            assertEquals(.05, above / (double) trials, 4 * Math.sqrt(.05 * .95 / trials), count + " scores");
        }
    }

    @Test
    void noMoreFurtherImagesAreAboveWhereHighScoresAreRare() {
        SplittableRandom random = new SplittableRandom(4);
        int above = 0;
        int trials = 20_000;
        for (int trial = 0; trial < trials; trial++) {
            double[] scores = random.doubles(31).map(p -> -Math.log1p(-p)).toArray();
            above += -Math.log1p(-random.nextDouble()) > Thresholds.empirical(scores, .05) ? 1 : 0;
        }
        double rate = above / (double) trials;
        assertTrue(rate > 1 / 32.0 && rate < .05 + 3 * Math.sqrt(.05 * .95 / trials), "rate " + rate);
    }

    @Test
    void fewExponentialScoresKeepTheTargetToo() {
        SplittableRandom random = new SplittableRandom(6);
        int trials = 200_000;
        for (int count : new int[] {2, 3, 10, 12, 18}) {
            int above = 0;
            for (int trial = 0; trial < trials; trial++) {
                double[] scores = random.doubles(count).map(p -> -Math.log1p(-p)).toArray();
                above += -Math.log1p(-random.nextDouble()) > Thresholds.empirical(scores, .05) ? 1 : 0;
            }
            assertEquals(.05, above / (double) trials, 4 * Math.sqrt(.05 * .95 / trials), count + " scores");
        }
    }

    @Test
    void fewNormalsGiveMoreThanTheirMaximum() {
        assertEquals(7, Thresholds.empirical(new double[] {7}, .05));
        assertEquals(7, Thresholds.empirical(new double[] {7, 7, 7}, .05));
        // 2 (9 - 8) and 3 (8 - 7): an excess of 2.5, twice and 1/sqrt(.2) - 1 of it.
        assertEquals(9 + 5 * (1 / Math.sqrt(.2) - 1), Thresholds.empirical(new double[] {9, 7, 8}, .05), 1e-12);
        assertEquals(8, Thresholds.empirical(new double[] {9, 7, 8}, .5));
    }

    @Test
    void tiesAtTheThresholdDoNotAlarm() {
        assertEquals(5, Thresholds.empirical(new double[] {5, 1, 5, 5, 2}, .5));
    }

    @RepeatedTest(200)
    void isTheQuantileOfThatPlaceAmongOneMoreScore(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        double[] scores = random.doubles(1 + random.nextInt(60)).map(d -> Math.floor(20 * d)).toArray();
        double rate = random.nextDouble(.001, .99);

        double threshold = Thresholds.empirical(scores, rate);

        // R's type 6 places a quantile by (n + 1) p, and none above the largest.
        double quantile = new Percentile().withEstimationType(EstimationType.R_6).evaluate(scores, 100 * (1 - rate));
        if (rate * (scores.length + 1) >= 1) {
            assertEquals(quantile, threshold, 1e-9);
        } else {
            assertTrue(threshold >= quantile);
        }
        assertTrue(alarms(scores, threshold) <= Math.max(0, Math.ceil(rate * (scores.length + 1)) - 1));
    }

    @Test
    void inputWithoutAThresholdIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[0], .05));
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[] {1, Double.NaN}, .05));
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[] {1}, 1));
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[] {1}, 0));
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[] {1}, Double.NaN));
    }

    private static long alarms(double[] scores, double threshold) {
        return Arrays.stream(scores).filter(score -> score > threshold).count();
    }
}
