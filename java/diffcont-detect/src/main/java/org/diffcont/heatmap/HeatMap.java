package org.diffcont.heatmap;

/**
 * Where in an image a class sees something unusual: at each pixel the largest z of the readings there, about 0 where
 * all is as usual.
 *
 * @param size    side of the square, pixels
 * @param values  size x size, row by row; not copied
 */
public record HeatMap(int size, float[] values) {
    public HeatMap {
        if (size < 1 || values.length != size * size) {
            throw new IllegalArgumentException(values.length + " values are no square of side " + size);
        }
    }

    /** The largest value within the image. */
    public float largest() {
        float largest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
