package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BlockMeansTest {
    @Test
    void eachPixelIsTheMeanOfItsBlockInItsImageAndChannel() {
        float[] images = new float[2 * 3 * 6 * 6];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.cos(i * 1.7);
        }
        float[] means = BlockMeans.of(images, 2, 6, 2);
        assertEquals(2 * 3 * 2 * 2, means.length);
        for (int plane = 0; plane < 6; plane++) {
            for (int cell = 0; cell < 4; cell++) {
                double sum = 0;
                for (int p = 0; p < 36; p++) {
                    if (p / 6 / 3 == cell / 2 && p % 6 / 3 == cell % 2) {
                        sum += images[plane * 36 + p];
                    }
                }
                assertEquals(sum / 9, means[plane * 4 + cell], 1e-6);
            }
        }
    }

    @Test
    void imagesOfTheSizeWantedStayAsTheyAre() {
        float[] images = new float[3 * 4 * 4];
        assertSame(images, BlockMeans.of(images, 1, 4, 4));
        assertArrayEquals(new float[0], BlockMeans.of(new float[0], 0, 4, 2));
    }

    @Test
    void refusesASizeThatDoesNotDivideAndImagesOfAnotherSize() {
        assertThrows(IllegalArgumentException.class, () -> BlockMeans.of(new float[48], 1, 4, 3));
        assertThrows(IllegalArgumentException.class, () -> BlockMeans.of(new float[48], 2, 4, 2));
    }
}
