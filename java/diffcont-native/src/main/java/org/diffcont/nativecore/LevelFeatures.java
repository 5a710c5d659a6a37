package org.diffcont.nativecore;

/**
 * Features of some images from every level of the U-Net, on one grid.
 *
 * @param values    count x locations x channels, locations row by row
 * @param locations grid · grid
 */
public record LevelFeatures(float[] values, int count, int locations, int channels) {
}
