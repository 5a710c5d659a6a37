package org.diffcont.heatmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.diffcont.image.Image;
import org.junit.jupiter.api.Test;

class HeatMapPictureTest {
    private static Image grey(int width, int height, float level) {
        float[] values = new float[3 * width * height];
        Arrays.fill(values, level);
        return new Image(width, height, values);
    }

    private static ZMap hot(int size, int row, int column, float z) {
        float[] values = new float[size * size];
        values[row * size + column] = z;
        return new ZMap(size, values);
    }

    /** CIE lightness of an sRGB colour, 0 to 100. */
    private static double lightness(int rgb) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double luminance = 0;
        for (int c = 0; c < 3; c++) {
            double level = (rgb >> 16 - 8 * c & 0xff) / 255.0;
            luminance += weights[c] * (level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4));
        }
        return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
    }

    @Test
    void coloursGetLighterInEvenSteps() {
        double last = lightness(ColourMap.rgb(0));
        double whole = lightness(ColourMap.rgb(1)) - last;
        for (int i = 1; i <= 20; i++) {
            double next = lightness(ColourMap.rgb(i / 20.0));
            assertEquals(whole / 20, next - last, 0.6 * whole / 20, "step " + i);
            last = next;
        }
    }

    @Test
    void theScaleIsFixedAndCutAtItsEnds() {
        Image image = grey(4, 4, -1);
        int usual = HeatMapPicture.overlay(image, new ZMap(1, new float[] {0}), 4).getRGB(0, 0);
        assertEquals(usual, HeatMapPicture.overlay(image, new ZMap(1, new float[] {-3}), 4).getRGB(0, 0));
        int hottest = HeatMapPicture.overlay(image, new ZMap(1, new float[] {HeatMapPicture.HOTTEST}), 4)
            .getRGB(0, 0);
        assertEquals(hottest, HeatMapPicture.overlay(image, new ZMap(1, new float[] {99}), 4).getRGB(0, 0));
        assertEquals(ColourMap.mix(0, ColourMap.rgb(1), 0.5), hottest & 0xffffff);
    }

    @Test
    void whatIsHotInTheSquareMapIsHotAtTheSamePlaceOfTheImage() {
        BufferedImage picture = HeatMapPicture.overlay(grey(80, 40, 0), hot(8, 1, 6, 6), 80);
        assertEquals(80, picture.getWidth());
        assertEquals(40, picture.getHeight());
        int x = 0;
        int y = 0;
        for (int i = 0; i < 80 * 40; i++) {
            if (lightness(picture.getRGB(i % 80, i / 80)) > lightness(picture.getRGB(x, y))) {
                x = i % 80;
                y = i / 80;
            }
        }
        // The hot pixel covers columns 60 to 69 and rows 5 to 9.
        assertTrue(x >= 60 && x < 70 && y >= 5 && y < 10, x + ", " + y);
    }

    @Test
    void picturesAreNoLargerThanAsked() {
        BufferedImage picture = HeatMapPicture.overlay(grey(1000, 250, 0), hot(8, 0, 0, 1), 100);
        assertEquals(100, picture.getWidth());
        assertEquals(25, picture.getHeight());
        BufferedImage all = HeatMapPicture.withLegend(grey(100, 50, 0), hot(8, 0, 0, 1), 100);
        assertTrue(all.getWidth() > 200 && all.getWidth() < 260, all.getWidth() + " wide");
    }
}
