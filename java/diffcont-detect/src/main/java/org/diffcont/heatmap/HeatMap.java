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

    /** The value at a place given as shares of its width and height: linear between the pixels' centres. */
    public double at(double right, double down) {
        double x = Math.clamp(right * size - 0.5, 0, size - 1);
        double y = Math.clamp(down * size - 0.5, 0, size - 1);
        int left = (int) x;
        int top = (int) y;
        int next = Math.min(left + 1, size - 1);
        int below = Math.min(top + 1, size - 1);
        double upper = values[top * size + left] * (1 - (x - left)) + values[top * size + next] * (x - left);
        double lower = values[below * size + left] * (1 - (x - left)) + values[below * size + next] * (x - left);
        return upper * (1 - (y - top)) + lower * (y - top);
    }
}
