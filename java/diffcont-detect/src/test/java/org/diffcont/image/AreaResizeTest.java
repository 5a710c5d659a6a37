package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaResizeTest {
    @ParameterizedTest
    @CsvSource({"7,5,3,2", "17,13,5,13", "31,8,8,3", "64,64,32,32", "33,1,2,1", "100,37,9,36",
            "256,256,32,32", "5,5,1,1"})
    void shrinkingWeighsEverySourcePixelByItsCoveredArea(int width, int height, int newWidth, int newHeight) {
        Image image = TestFiles.noise(width, height, width * 31L + height);
        Image resized = AreaResize.resize(image, newWidth, newHeight);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < newHeight; y++) {
                for (int x = 0; x < newWidth; x++) {
                    assertEquals(meanOfArea(image, c, y, x, newWidth, newHeight), resized.at(c, y, x), 1e-6);
                }
            }
        }
    }

    /** Goes over the whole source image for each target pixel. */
    private static double meanOfArea(Image image, int c, int y, int x, int newWidth, int newHeight) {
        double left = (double) x * image.width() / newWidth;
        double right = (double) (x + 1) * image.width() / newWidth;
        double top = (double) y * image.height() / newHeight;
        double bottom = (double) (y + 1) * image.height() / newHeight;
        double sum = 0;
        double area = 0;
        for (int sy = 0; sy < image.height(); sy++) {
            for (int sx = 0; sx < image.width(); sx++) {
                double overlapX = Math.max(0, Math.min(right, sx + 1) - Math.max(left, sx));
                double overlapY = Math.max(0, Math.min(bottom, sy + 1) - Math.max(top, sy));
                sum += overlapX * overlapY * image.at(c, sy, sx);
                area += overlapX * overlapY;
            }
        }
        return sum / area;
    }

    @Test
    void enlargingInterpolatesBetweenPixelCentres() {
        float[] plane = {0f, 1f};
        float[] values = {plane[0], plane[1], plane[0], plane[1], plane[0], plane[1]};
        Image resized = AreaResize.resize(new Image(2, 1, values), 4, 1);
        assertArrayEquals(new float[] {0, .25f, .75f, 1}, Arrays.copyOf(resized.values(), 4));
    }

    @ParameterizedTest
    @CsvSource({"7,5,3,2", "7,5,20,30", "31,8,8,32", "8,31,32,8", "3,3,3,7"})
    void aConstantImageStaysConstant(int width, int height, int newWidth, int newHeight) {
        float[] values = new float[3 * width * height];
        Arrays.fill(values, 0.3137255f);
        for (float value : AreaResize.resize(new Image(width, height, values), newWidth, newHeight).values()) {
            assertEquals(0.3137255f, value);
        }
    }

    @Test
    void wholeFactorsKeepTheMean() {
        Image image = TestFiles.noise(96, 64, 5);
        assertEquals(mean(image), mean(AreaResize.resize(image, 32, 16)), 1e-7);
        assertEquals(mean(image), mean(AreaResize.resize(image, 1, 1)), 1e-7);
    }

    @Test
    void valuesStayInTheirRange() {
        for (float value : AreaResize.resize(TestFiles.noise(50, 50, 6), 77, 13).values()) {
            assertTrue(value >= -1 && value <= 1);
        }
    }

    @Test
    void theSameSizeIsTheSameImage() {
        Image image = TestFiles.noise(9, 4, 7);
        assertSame(image, AreaResize.resize(image, 9, 4));
    }

    @Test
    void refusesASizeBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> AreaResize.resize(TestFiles.noise(3, 3, 1), 0, 3));
    }

    private static double mean(Image image) {
        double sum = 0;
        for (float value : image.values()) {
            sum += value;
        }
        return sum / image.values().length;
    }
}
