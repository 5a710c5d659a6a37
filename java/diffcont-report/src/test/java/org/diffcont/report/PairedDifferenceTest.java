package org.diffcont.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
    private static PairedDifference of(List<Double> differences) {
        return new PairedDifference("run", differences, PairedDifference.mean(differences));
    }

    @Test
    void aDifferenceThatAllClassesShareIsCertain() {
        PairedDifference difference = of(List.of(0.125, 0.125, Double.NaN, 0.125));
        assertEquals(0.125, difference.mean().number(), 1e-15);
        assertEquals(0.125, difference.mean().interval().low(), 1e-12);
        assertEquals(0.125, difference.mean().interval().high(), 1e-12);
        assertEquals("better", difference.verdict());
        assertEquals("worse", of(List.of(-0.1, -0.2)).verdict());
    }

    @Test
    void theIntervalIsThatOfTheMeanOverTheClasses() {
        // 100 values ±1: the mean's standard error is 0.1, so 95 % of the resamples lie within ±0.196.
        List<Double> differences = IntStream.range(0, 100).mapToObj(i -> i % 2 == 0 ? 1.0 : -1.0).toList();
        PairedDifference difference = of(differences);
        assertEquals(-0.196, difference.mean().interval().low(), 0.015);
        assertEquals(0.196, difference.mean().interval().high(), 0.015);
        assertEquals("no clear difference", difference.verdict());
    }

    @Test
    void oneClassHasNoIntervalAndNoneHasNoMean() {
        assertFalse(of(List.of(0.5)).mean().hasInterval());
        assertEquals("too few classes to say", of(List.of(0.5)).verdict());
        assertFalse(PairedDifference.mean(List.of(Double.NaN)).defined());
        assertTrue(PairedDifference.mean(List.of()).undefined().contains("no class"));
    }
}
