package org.diffcont.inspection;

import java.awt.image.BufferedImage;
import java.util.List;
import org.diffcont.heatmap.HeatMapPicture;
import org.diffcont.heatmap.HeatMapRegions;
import org.diffcont.image.Image;
import org.diffcont.image.ImageDecoder;
import org.diffcont.image.ImageReading;

/**
 * Where an image looks unusual, in coordinates of the image as it was given, upright: at each pixel the largest z of the
 * product's readings there; about 0 where all is as usual, from {@value HeatMapPicture#HOTTEST} on drawn hottest.
 */
public final class HeatMap {
    private final org.diffcont.heatmap.ZMap map;
    private final int width;
    private final int height;
    private final Source source;
    private final ImageReading reading;

    HeatMap(org.diffcont.heatmap.ZMap map, int width, int height, Source source, ImageReading reading) {
        this.map = map;
        this.width = width;
        this.height = height;
        this.source = source;
        this.reading = reading;
    }

    /**
     * The image's width.
     *
     * @return pixels
     */
    public int width() {
        return width;
    }

    /**
     * The image's height.
     *
     * @return pixels
     */
    public int height() {
        return height;
    }

    /**
     * The value at a pixel of the image.
     *
     * @param x  0 to width − 1
     * @param y  0 to height − 1
     * @return its z, interpolated linearly
     * @throws IndexOutOfBoundsException for a place outside the image
     */
    public double at(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException("(" + x + ", " + y + ") is outside of " + width + "×" + height);
        }
        return map.at((x + 0.5) / width, (y + 0.5) / height);
    }

    /**
     * The largest value.
     *
     * @return its z
     */
    public double largest() {
        return map.largest();
    }

    /**
     * The connected regions above a level.
     *
     * @param level  a z; 3 is a start
     * @return largest peak first
     */
    public List<Region> regions(double level) {
        return HeatMapRegions.above(map, level, width, height).stream().map(r -> new Region(r.x(), r.y(), r.width(),
            r.height(), r.area(), r.peak(), r.peakX(), r.peakY())).toList();
    }

    /**
     * The map in colour over the image in grey; the image is decoded once more for it.
     *
     * @param side  the longer side of the picture, pixels, at most; the image is never enlarged
     * @return the picture
     * @throws org.diffcont.error.UnreadableImageException when the image has changed since it was scored
     */
    public BufferedImage overlay(int side) {
        Image image = ImageDecoder.decode(source.input(), reading);
        return HeatMapPicture.overlay(image, map, side);
    }
}
