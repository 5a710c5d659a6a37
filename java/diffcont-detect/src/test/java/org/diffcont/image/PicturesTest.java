package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PicturesTest {
    @Test
    void planesBecomeTheColoursOfTheirPixels() {
        // Two pixels side by side: red runs from -1 to 1, green is 0, blue from 1 to beyond.
        Image image = new Image(2, 1, new float[] {-1, 1, 0, 0, 1, 7});
        assertEquals(0x0080FF, Pictures.of(image).getRGB(0, 0) & 0xFFFFFF);
        assertEquals(0xFF80FF, Pictures.of(image).getRGB(1, 0) & 0xFFFFFF);
    }

    @Test
    void levelsAreTheNearestOnes() {
        assertEquals(0, Pictures.level(-2));
        assertEquals(128, Pictures.level(0));
        assertEquals(100, Pictures.level(-1 + 2 * 100.2f / 255));
        assertEquals(255, Pictures.level(1));
    }
}
