package org.diffcont.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.diffcont.replay.ReplayGate.Sample;
import org.diffcont.replay.ReplayGate.Selection;
import org.junit.jupiter.api.Test;

class ReplayGateTest {
    private static Sample candidate(int index, double probability) {
        return new Sample(index, 100 * probability, probability);
    }

    @Test
    void acceptsUpToAndIncludingTheAcceptanceThreshold() {
        ReplayGate gate = new ReplayGate(0.5, 10);
        assertTrue(gate.accepts(candidate(0, 0.5)));
        assertFalse(gate.accepts(candidate(0, Math.nextUp(0.5))));
    }

    @Test
    void keepsTheFirstAcceptedInDrawOrderAndStopsThere() {
        Selection selection = new ReplayGate(0.5, 2).select(List.of(candidate(0, 0.9), candidate(1, 0.2),
            candidate(2, 0.6), candidate(3, 0.1), candidate(4, 0.0)));
        assertEquals(List.of(1, 3), selection.kept());
        assertEquals(2, selection.accepted());
        assertEquals(0, selection.shortfall());
        assertEquals(4, selection.drawn());
    }

    @Test
    void fillsUpWithTheBestRejectedAndReportsTheShortfall() {
        Selection selection = new ReplayGate(0.5, 3).select(List.of(candidate(0, 0.9), candidate(1, 0.2),
            candidate(2, 0.6), candidate(3, 0.7)));
        assertEquals(List.of(1, 2, 3), selection.kept());
        assertEquals(1, selection.accepted());
        assertEquals(2, selection.shortfall());
        assertEquals(4, selection.drawn());
    }

    @Test
    void openKeepsTheFirstDrawnWhateverTheirScore() {
        Selection selection = new ReplayGate(1, 2).select(List.of(candidate(0, 1.0), candidate(1, 0.99),
            candidate(2, 0.0)));
        assertEquals(List.of(0, 1), selection.kept());
    }

    @Test
    void drawingMoreThanNeededChangesNothing() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        List<Sample> candidates = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            candidates.add(candidate(i, random.nextDouble()));
        }
        ReplayGate gate = new ReplayGate(0.5, 20);
        Selection all = gate.select(candidates);
        Selection enough = gate.select(candidates.subList(0, all.drawn()));
        assertEquals(enough, all);
    }
}
