package org.diffcont.heatmap;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.diffcont.image.AreaResize;
import org.diffcont.image.BitmapFont;
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
    private static final int INK = 0xF0F0F0;
    private static final int GAP = 4;
    private static final int STRIP = 12;
    private static final int TICK = 2;
    private static final int CAPTION = BitmapFont.HEIGHT + 2 * GAP;

    private HeatMapPicture() {
    }

    /**
     * The map in colour over the image in grey, each at half opacity.
     *
     * @param image  as it was before it was resized to the map's square; width and height keep its shape
     * @param side   the longer side of the picture, pixels, at most
     */
    public static BufferedImage overlay(Image image, HeatMap map, int side) {
        Image shown = within(image, side);
        BufferedImage picture = new BufferedImage(shown.width(), shown.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < shown.height(); y++) {
            for (int x = 0; x < shown.width(); x++) {
                picture.setRGB(x, y, ColourMap.mix(grey(shown, x, y), ColourMap.rgb(map.at((x + 0.5) / shown.width(),
                    (y + 0.5) / shown.height()) / HOTTEST), OPACITY));
            }
        }
        return picture;
    }

    /** Image, overlay and the scale's legend side by side, below a caption. */
    public static BufferedImage withLegend(Image image, HeatMap map, String caption, int side) {
        Image shown = within(image, side);
        int labels = BitmapFont.width(">" + HOTTEST);
        int needed = 2 * shown.width() + 2 * GAP + GAP + STRIP + GAP + labels;
        BufferedImage picture = new BufferedImage(Math.max(needed, BitmapFont.width(caption)) + 2 * GAP,
            CAPTION + Math.max(shown.height(), 2 * CAPTION) + GAP, BufferedImage.TYPE_INT_RGB);
        fill(picture);
        BitmapFont.draw(picture, caption, GAP, GAP, INK);
        paste(picture, Pictures.of(shown), GAP, CAPTION);
        paste(picture, overlay(shown, map, side), 2 * GAP + shown.width(), CAPTION);
        legend(picture, 3 * GAP + 2 * shown.width(), CAPTION, Math.max(shown.height(), 2 * CAPTION));
        return picture;
    }

    /** The legend alone, upright. */
    public static BufferedImage legend(int height) {
        BufferedImage picture = new BufferedImage(STRIP + 2 * GAP + BitmapFont.width(">" + HOTTEST) + GAP,
            height + 2 * GAP, BufferedImage.TYPE_INT_RGB);
        fill(picture);
        legend(picture, GAP, GAP, height);
        return picture;
    }

    /** A picture as PNG. */
    public static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", png);
        } catch (IOException e) {
            throw new IllegalStateException("writing a picture to memory failed", e);
        }
        return png.toByteArray();
    }

    private static void legend(BufferedImage picture, int left, int top, int height) {
        for (int y = 0; y < height; y++) {
            int rgb = ColourMap.rgb(1 - (double) y / (height - 1));
            for (int x = 0; x < STRIP; x++) {
                picture.setRGB(left + x, top + y, rgb);
            }
        }
        int step = height >= HOTTEST / TICK * (BitmapFont.HEIGHT + GAP) ? TICK : HOTTEST;
        for (int z = 0; z <= HOTTEST; z += step) {
            int centre = (int) Math.round((1 - (double) z / HOTTEST) * (height - 1));
            int y = Math.clamp(centre - BitmapFont.HEIGHT / 2, 0, height - BitmapFont.HEIGHT);
            BitmapFont.draw(picture, String.format(Locale.ROOT, z == HOTTEST ? ">%d" : "%d", z), left + STRIP + GAP,
                top + y, INK);
        }
    }

    private static Image within(Image image, int side) {
        double factor = Math.min(1, (double) side / Math.max(image.width(), image.height()));
        return AreaResize.resize(image, Math.max(1, (int) Math.round(factor * image.width())),
            Math.max(1, (int) Math.round(factor * image.height())));
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

    private static void fill(BufferedImage picture) {
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.setRGB(x, y, BACKGROUND);
            }
        }
    }
}
