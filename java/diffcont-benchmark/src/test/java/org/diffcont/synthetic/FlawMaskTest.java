package org.diffcont.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FlawMaskTest {
    private static final int SIZE = 20;

    @Test
    void equalPicturesGiveAnEmptyMask() {
        int[] picture = new int[SIZE * SIZE];
        FlawMask mask = FlawMask.between(picture, picture.clone(), SIZE);
        assertEquals(0f, mask.share());
        assertEquals(0f, mask.contrast());
    }

    @Test
    void faintPixelsCountOnlyWhereTheyTouchAClearOne() {
        int[] clean = new int[SIZE * SIZE];
        int[] flawed = clean.clone();
        flawed[at(5, 5)] = 0x400000;
        flawed[at(5, 6)] = 0x000900;
        flawed[at(15, 15)] = 0x090000;
        FlawMask mask = FlawMask.between(clean, flawed, SIZE);
        assertTrue(mask.inside()[at(5, 5)]);
        assertTrue(mask.inside()[at(5, 6)]);
        assertFalse(mask.inside()[at(15, 15)]);
        assertEquals(2f / (SIZE * SIZE), mask.share());
        assertEquals((64 + 9) / 2f, mask.contrast());
        int[] merged = mask.merged(clean, flawed);
        assertEquals(0x400000, merged[at(5, 5)]);
        assertEquals(0, merged[at(15, 15)]);
    }

    @Test
    void aGapOfOnePixelIsClosed() {
        int[] clean = new int[SIZE * SIZE];
        int[] flawed = clean.clone();
        for (int row = 4; row <= 8; row++) {
            for (int column = 4; column <= 8; column++) {
                flawed[at(row, column)] = row == 6 && column == 6 ? 0 : 0x808080;
            }
        }
        FlawMask mask = FlawMask.between(clean, flawed, SIZE);
        assertTrue(mask.inside()[at(6, 6)]);
        assertEquals(25f / (SIZE * SIZE), mask.share());
        assertArrayEquals(flawed, mask.merged(clean, flawed));
    }

    private static int at(int row, int column) {
        return row * SIZE + column;
    }
}
