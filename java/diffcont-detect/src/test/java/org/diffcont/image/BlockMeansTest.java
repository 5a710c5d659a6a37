package org.diffcont.image;

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
        ImageBatch batch = BlockMeans.of(ImageBatch.of(images, 2, 6), 2);
        assertEquals(2, batch.size());
        float[] means = batch.values();
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
        float[] image = new float[3 * 4 * 4];
        assertSame(image, BlockMeans.of(image, 4, 4));
        ImageBatch batch = ImageBatch.of(image, 1, 4);
        assertSame(batch, BlockMeans.of(batch, 4));
        assertEquals(0, BlockMeans.of(ImageBatch.empty(), 2).count());
    }

    @Test
    void refusesASizeThatDoesNotDivideAndImagesOfAnotherSize() {
        assertThrows(IllegalArgumentException.class, () -> BlockMeans.of(new float[48], 4, 3));
        assertThrows(IllegalArgumentException.class, () -> BlockMeans.of(new float[49], 4, 2));
    }
}
