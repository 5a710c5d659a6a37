package org.diffcont.nativecore;

/**
 * Features of some images for every cell of a grid.
 *
 * @param values    count x locations x channels, locations row by row
 * @param locations grid · grid
 */
public record GridFeatures(float[] values, int count, int locations, int channels) {
}
