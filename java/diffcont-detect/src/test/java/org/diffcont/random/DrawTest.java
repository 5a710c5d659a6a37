package org.diffcont.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawTest {
    /** First outputs of the reference splitmix64 for seed 1234567 (Vigna's splitmix64.c). */
    @Test
    void followsSplitmix64() {
        Draw draw = new Draw(1234567L);
        assertEquals(6457827717110365317L, draw.nextLong());
        assertEquals(3203168211198807973L, draw.nextLong());
    }

    @Test
    void mixedSeedsOfNeighboursDoNotCollide() {
        Set<Long> seen = new HashSet<>();
        for (int a = 0; a < 100; a++) {
            for (int b = 0; b < 100; b++) {
                assertTrue(seen.add(Draw.mix(a, b)), "collision at " + a + ", " + b);
            }
        }
        assertNotEquals(Draw.mix(1, 2), Draw.mix(2, 1));
    }

    /** FNV-1a reference values. */
    @Test
    void hashesTextAsFnv1a() {
        assertEquals(0xCBF29CE484222325L, Draw.hash(""));
        assertEquals(0xAF63DC4C8601EC8CL, Draw.hash("a"));
        assertEquals(0x85944171F73967E8L, Draw.hash("foobar"));
    }

    @Test
    void firstDrawsOfMixedSeedsAreUniform() {
        int[] count = new int[3];
        float sum = 0f;
        for (int i = 0; i < 3000; i++) {
            Draw draw = new Draw(Draw.mix(Draw.mix(99, i), 3));
            count[draw.below(3)]++;
            sum += draw.uniform();
        }
        for (int c : count) {
            assertTrue(Math.abs(c - 1000) < 100, "count " + c);
        }
        assertEquals(0.5, sum / 3000, 0.02);
    }

    @Test
    void drawsStayInTheirRanges() {
        Draw draw = new Draw(4);
        for (int i = 0; i < 10_000; i++) {
            float between = draw.between(-2f, 3f);
            assertTrue(between >= -2f && between < 3f);
            float around = draw.around(1f, 0.5f);
            assertTrue(around >= 0.5f && around <= 1.5f);
            assertEquals(1f, Math.abs(draw.sign()));
        }
    }
}
