package org.diffcont.evt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diffcont.error.UserException;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

    @Test
    void aFurtherImageExceedsItWithTheTargetProbabilityWhereThatIsPossible() {
        double[] scores = IntStream.rangeClosed(1, 99).mapToDouble(i -> i).toArray();
        assertEquals(95, Thresholds.empirical(scores, .05));
        assertEquals(71, Thresholds.empirical(scores, .29));
        assertEquals(99, Thresholds.empirical(scores, 0));
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
    void fewNormalsGiveTheirMaximum() {
        assertEquals(7, Thresholds.empirical(new double[] {7}, .05));
        assertEquals(9, Thresholds.empirical(new double[] {9, 7, 8}, .05));
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
        double rate = random.nextDouble(.99);

        double threshold = Thresholds.empirical(scores, rate);

        // R's type 6 places a quantile by (n + 1) p.
        assertEquals(new Percentile().withEstimationType(EstimationType.R_6).evaluate(scores, 100 * (1 - rate)),
            threshold, 1e-9);
        assertTrue(alarms(scores, threshold) <= Math.max(0, Math.ceil(rate * (scores.length + 1)) - 1));
    }

    @Test
    void tailThresholdCountsTheNormalsBelowTheTail() {
        WeibullTail tail = new WeibullTail(TailForm.LIBMR, 6.5, 1.42, 0.28, 20);
        double threshold = Thresholds.fromTail(tail, 200, .05);
        assertEquals(.05, .1 * (1 - tail.outlierProbability(threshold)), 1e-12);
        assertEquals(Double.POSITIVE_INFINITY, Thresholds.fromTail(tail, 200, 0));
        assertTrue(Thresholds.fromTail(tail, 200, .01) > threshold);
    }

    @Test
    void tailThresholdReachesAboutTheTargetRateOnManyNormals() {
        double[] distances = new SplittableRandom(5).doubles(50_000).map(p -> Math.pow(-Math.log1p(-p), 0.5)).toArray();
        WeibullTail tail = TailFit.fit(distances, TailSettings.DEFAULT);
        double rate = alarms(distances, Thresholds.fromTail(tail, distances.length, .01)) / 50_000.0;
        assertEquals(.01, rate, .002);
    }

    @Test
    void aRateOutsideTheTailIsTheUsersToChange() {
        WeibullTail tail = new WeibullTail(TailForm.LIBMR, 6.5, 1.42, 0.28, 20);
        UserException error = assertThrows(UserException.class, () -> Thresholds.fromTail(tail, 200, .1));
        assertTrue(error.getMessage().contains("larger tail fraction"), error.getMessage());
    }

    @Test
    void inputWithoutAThresholdIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[0], .05));
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[] {1, Double.NaN}, .05));
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[] {1}, 1));
        assertThrows(IllegalArgumentException.class, () -> Thresholds.empirical(new double[] {1}, Double.NaN));
        WeibullTail tail = new WeibullTail(TailForm.LIBMR, 6.5, 1.42, 0.28, 20);
        assertThrows(IllegalArgumentException.class, () -> Thresholds.fromTail(tail, 19, .05));
    }

    private static long alarms(double[] scores, double threshold) {
        return Arrays.stream(scores).filter(score -> score > threshold).count();
    }
}
