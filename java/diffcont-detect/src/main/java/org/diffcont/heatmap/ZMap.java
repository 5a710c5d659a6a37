package org.diffcont.heatmap;

import org.diffcont.image.Bilinear;

/**
 * Where in an image a class sees something unusual: at each pixel the largest z of the readings there, about 0 where
 * all is as usual.
 *
 * @param size    side of the square, pixels
 * @param values  size x size, row by row; not copied
 */
public record ZMap(int size, float[] values) {
    public ZMap {
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

    /** The value at a place given as shares of its width and height: linear between the pixels' centres. */
    public double at(double right, double down) {
        return Bilinear.at(values, 0, size, Math.clamp(right * size - 0.5, 0, size - 1),
            Math.clamp(down * size - 0.5, 0, size - 1));
    }
}
