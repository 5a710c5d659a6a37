package org.diffcont.inspection;

/**
 * A connected part of an image that looks unusual, in pixels of the upright image.
 *
 * @param x       left edge of the bounding box
 * @param y       top edge
 * @param width   of the bounding box
 * @param height  of the bounding box
 * @param area    pixels of the region, at least 1
 * @param peak    largest value of the heat map in it
 * @param peakX   where that is
 * @param peakY   where that is
 */
public record Region(int x, int y, int width, int height, long area, double peak, int peakX, int peakY) {
}
