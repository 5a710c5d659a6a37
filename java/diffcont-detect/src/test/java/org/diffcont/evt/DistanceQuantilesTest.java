package org.diffcont.evt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistanceQuantilesTest {
    @Test
    void fewDistancesAreAllKeptInOrder() {
        double[] distances = {3, -1, 2};
        assertArrayEquals(new float[] {-1, 2, 3}, DistanceQuantiles.of(distances).ascending());
        assertArrayEquals(new double[] {3, -1, 2}, distances);
        assertArrayEquals(new float[] {7}, DistanceQuantiles.of(new double[] {7}).ascending());
        assertTrue(DistanceQuantiles.of(new double[0]).isEmpty());
    }

    @Test
    void manyBecomeEveryPercentAndBothEnds() {
        float[] kept = DistanceQuantiles.of(IntStream.range(0, 501).mapToDouble(i -> 500 - i).toArray()).ascending();
        assertEquals(101, kept.length);
        for (int i = 0; i < 101; i++) {
            assertEquals(5f * i, kept[i]);
        }
        assertEquals(2.52f, DistanceQuantiles.of(IntStream.range(0, 253).mapToDouble(i -> i).toArray()).ascending()[1],
            1e-6);
    }
}
