package org.diffcont.evt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeibullTailTest {

    static List<WeibullTail> tails() {
        return List.of(new WeibullTail(TailForm.PAPER, 0.6, 3, 0, 10), new WeibullTail(TailForm.PAPER, 8, 2300, 0, 10),
                new WeibullTail(TailForm.LIBMR, 49.3, 1.0435, 0.0277, 20),
                new WeibullTail(TailForm.LIBMR, 2.04, 4.81, -2.77, 20));
    }

    @ParameterizedTest
    @MethodSource("tails")
    void inverseUndoesTheCdf(WeibullTail tail) {
        for (double p : new double[] {1e-12, 1e-3, .05, .5, .95, .999, 1 - 1e-9}) {
            assertEquals(p, tail.outlierProbability(tail.inverse(p)), 1e-10 * p);
        }
    }

    @ParameterizedTest
    @MethodSource("tails")
    void inverseUndoesTheLogSurvivalFarBeyondTheCdfsCeiling(WeibullTail tail) {
        for (double h : new double[] {1e-6, 1, 37, 1e3, 1e9, 1e100}) {
            assertEquals(h, tail.logSurvival(tail.inverseLogSurvival(h)), 1e-10 * h);
        }
    }

    @ParameterizedTest
    @MethodSource("tails")
    void logSurvivalGrowsWhereTheCdfIsStuckAtOne(WeibullTail tail) {
        double distance = tail.inverseLogSurvival(40);
        double before = tail.logSurvival(distance);
        for (int step = 0; step < 100; step++) {
            distance *= 1.01;
            double after = tail.logSurvival(distance);
            assertEquals(1, tail.outlierProbability(distance));
            assertTrue(after > before, distance + ": " + after + " after " + before);
            before = after;
        }
    }

    @ParameterizedTest
    @MethodSource("tails")
    void cdfIsOneMinusTheExponentialOfLogSurvival(WeibullTail tail) {
        for (double distance = -5; distance < 10; distance += 0.25) {
            assertEquals(1 - Math.exp(-tail.logSurvival(distance)), tail.outlierProbability(distance), 1e-15);
        }
    }

    @Test
    void distancesBelowTheSupportAreCertainlyNormal() {
        WeibullTail libmr = new WeibullTail(TailForm.LIBMR, 2, 3, 10, 10);
        assertEquals(0, libmr.outlierProbability(8.99));
        assertEquals(0, libmr.logSurvival(9));
        assertTrue(libmr.outlierProbability(9.01) > 0);
        WeibullTail paper = new WeibullTail(TailForm.PAPER, 2, 3, 0, 10);
        assertEquals(0, paper.outlierProbability(0));
        assertEquals(0, paper.outlierProbability(-1));
    }

    @Test
    void endsOfTheRangeHaveLimits() {
        WeibullTail libmr = new WeibullTail(TailForm.LIBMR, 2, 3, 10, 10);
        assertEquals(9, libmr.inverse(0));
        assertEquals(Double.POSITIVE_INFINITY, libmr.inverse(1));
        assertEquals(1, libmr.outlierProbability(Double.POSITIVE_INFINITY));
    }

    @Test
    void valuesThatMeanNothingAreRefused() {
        WeibullTail tail = tails().getFirst();
        assertThrows(IllegalArgumentException.class, () -> tail.logSurvival(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> tail.inverse(1.1));
        assertThrows(IllegalArgumentException.class, () -> tail.inverse(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> tail.inverseLogSurvival(-1));
        assertThrows(IllegalArgumentException.class, () -> new WeibullTail(TailForm.PAPER, 0, 1, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> new WeibullTail(TailForm.PAPER, 1, Double.NaN, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> new WeibullTail(TailForm.PAPER, 1, 1, 2, 10));
        assertThrows(IllegalArgumentException.class, () -> new WeibullTail(TailForm.LIBMR, 1, 1, 2, 0));
    }
}
