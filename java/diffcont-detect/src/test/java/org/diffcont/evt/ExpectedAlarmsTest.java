package org.diffcont.evt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedAlarmsTest {
    @Test
    void theShareAboveTheLargestOfNineteenHasAClosedForm() {
        ExpectedAlarms alarms = new ExpectedAlarms(0.05, 19);
        assertEquals(1 - Math.pow(0.975, 1.0 / 19), alarms.low(), 1e-9);
        assertEquals(1 - Math.pow(0.025, 1.0 / 19), alarms.high(), 1e-9);
    }

    @Test
    void theShareAboveTheSecondLargestOfThirtyNineHasOneToo() {
        ExpectedAlarms alarms = new ExpectedAlarms(0.05, 39);
        assertEquals(0.975, atLeastTwoOf39(alarms.high()), 1e-9);
        assertEquals(0.025, atLeastTwoOf39(alarms.low()), 1e-9);
    }

    /** Chance that a share is below x: that two of 39 uniform numbers or more are. */
    private static double atLeastTwoOf39(double x) {
        return 1 - Math.pow(1 - x, 39) - 39 * x * Math.pow(1 - x, 38);
    }

    /** Whatever the scores' distribution; here one whose tail is known, so that the share above a threshold is exact. */
    @ParameterizedTest
    @ValueSource(ints = {10, 15, 20, 30, 60, 120})
    void thresholdsHoldWhatIsPromised(int images) {
        SplittableRandom random = new SplittableRandom(images);
        ExpectedAlarms alarms = new ExpectedAlarms(0.05, images);
        int draws = 4000;
        double[] shares = new double[draws];
        for (int draw = 0; draw < draws; draw++) {
            double[] scores = random.doubles(images).map(p -> -Math.log1p(-p)).toArray();
            shares[draw] = Math.exp(-Thresholds.empirical(scores, 0.05));
        }
        double mean = Arrays.stream(shares).average().orElseThrow();
        assertTrue(mean > 0.042 && mean < 0.054, "between two scores of a tail it is a little less: " + mean);
        double above = Arrays.stream(shares).filter(s -> s > alarms.high()).count() / (double) draws;
        double below = Arrays.stream(shares).filter(s -> s < alarms.low()).count() / (double) draws;
        assertTrue(above < 0.035 && below < 0.035, images + " images: " + above + " above, " + below + " below");
    }

    /** That so many of the largest of all scores, old and further, are further ones. */
    @Test
    void moreAlarmsThanMostHardlyEverCome() {
        ExpectedAlarms alarms = new ExpectedAlarms(0.05, 19);
        double chance = 1;
        int more = 0;
        while (chance > 1e-4) {
            chance *= (30.0 - more) / (49 - more);
            more++;
        }
        assertEquals(more - 1, alarms.most(30));
        assertEquals(0, alarms.most(0));
        assertTrue(alarms.most(20) < 20, "all of as many as were learned contradict the threshold");
    }

    @Test
    void saysTheIntervalAndWhatIsMissing() {
        assertEquals("about 5 %, between 0.13 and 18 % with 19 images", new ExpectedAlarms(0.05, 19).toString());
        assertEquals("about 50 %, between 2.5 and 98 % with 1 image", new ExpectedAlarms(0.5, 1).toString());
        String few = new ExpectedAlarms(0.05, 18).toString();
        assertTrue(few.startsWith("about 5 %, between 0.1") && few.contains(" with 18 images (19 or more hold 5 %; "),
            few);
        assertEquals(99, new ExpectedAlarms(0.01, 5).imagesNeeded());
    }

    @Test
    void impossibleOnesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ExpectedAlarms(0, 5));
        assertThrows(IllegalArgumentException.class, () -> new ExpectedAlarms(1, 5));
        assertThrows(IllegalArgumentException.class, () -> new ExpectedAlarms(0.05, 0));
    }
}
