package org.diffcont.inspection;

/**
 * Where an image looks unusual: at each pixel of the image, resized to a square, the largest z of the readings there;
 * about 0 where all is as usual, from 6 on drawn hottest by the command line.
 *
 * @param size    side of the square, pixels
 * @param values  size × size, row by row; not copied
 */
public record HeatMap(int size, float[] values) {
}
