package org.diffcont.heatmap;

import java.awt.image.BufferedImage;
import org.diffcont.image.Image;
import org.diffcont.image.Pictures;

/**
 * Draws heat maps on one fixed scale, whatever the image and the class: z from 0, as usual, to {@value #HOTTEST} and
 * above. So two pictures can be compared, and a picture of a normal image stays dark.
 */
public final class HeatMapPicture {
    /** The z that has the hottest colour. */
    public static final int HOTTEST = 6;
    private static final double OPACITY = 0.5;
    private static final int BACKGROUND = 0x202020;
    private static final int GAP = 4;
    private static final int STRIP = 12;

    private HeatMapPicture() {
    }

    /**
     * The map in colour over the image in grey, each at half opacity.
     *
     * @param image  as it was before it was resized to the map's square; width and height keep its shape
     * @param side   the longer side of the picture, pixels, at most
     */
    public static BufferedImage overlay(Image image, ZMap map, int side) {
        Image shown = Pictures.within(image, side);
        BufferedImage picture = new BufferedImage(shown.width(), shown.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < shown.height(); y++) {
            for (int x = 0; x < shown.width(); x++) {
                picture.setRGB(x, y, ColourMap.mix(grey(shown, x, y), ColourMap.rgb(map.at((x + 0.5) / shown.width(),
                    (y + 0.5) / shown.height()) / HOTTEST), OPACITY));
            }
        }
        return picture;
    }

    /** Image, overlay and the scale's legend side by side. */
    public static BufferedImage withLegend(Image image, ZMap map, int side) {
        Image shown = Pictures.within(image, side);
        int height = shown.height();
        BufferedImage picture = new BufferedImage(4 * GAP + 2 * shown.width() + STRIP, height + 2 * GAP,
            BufferedImage.TYPE_INT_RGB);
        Pictures.fill(picture, 0, 0, picture.getWidth(), picture.getHeight(), BACKGROUND);
        paste(picture, Pictures.of(shown), GAP, GAP);
        paste(picture, overlay(shown, map, side), 2 * GAP + shown.width(), GAP);
        paste(picture, legend(height), 3 * GAP + 2 * shown.width(), GAP);
        return picture;
    }

    /** The scale's colours, upright: {@value #HOTTEST} and above at the top, 0 at the bottom. */
    public static BufferedImage legend(int height) {
        BufferedImage picture = new BufferedImage(STRIP, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            Pictures.fill(picture, 0, y, STRIP, 1, ColourMap.rgb(1 - (double) y / Math.max(1, height - 1)));
        }
        return picture;
    }

    /** The pixel's luminance (ITU-R BT.601) as a grey. */
    private static int grey(Image image, int x, int y) {
        int level = Pictures.level(0.299f * image.at(0, y, x) + 0.587f * image.at(1, y, x)
            + 0.114f * image.at(2, y, x));
        return level << 16 | level << 8 | level;
    }

    private static void paste(BufferedImage target, BufferedImage source, int left, int top) {
        for (int y = 0; y < source.getHeight(); y++) {
            for (int x = 0; x < source.getWidth(); x++) {
                target.setRGB(left + x, top + y, source.getRGB(x, y));
            }
        }
    }
}
