package org.diffcont.image;

/**
 * Values between those of a square, linear along both axes, in double precision. {@link AreaResize} goes along one axis
 * after the other for all of an image at once; posing and synthetic defects calculate in single precision, each in its
 * own order: there the last bit is a score's, so they do not come here.
 */
public final class Bilinear {
    private Bilinear() {
    }

    /**
     * The value at a place.
     *
     * @param from  where the square's values begin, row by row
     * @param x     column, in [0, side - 1]
     * @param y     row, in [0, side - 1]
     */
    public static double at(float[] values, int from, int side, double x, double y) {
        int left = (int) x;
        int top = (int) y;
        int right = Math.min(left + 1, side - 1);
        int bottom = Math.min(top + 1, side - 1);
        double partX = x - left;
        double partY = y - top;
        double above = values[from + top * side + left] * (1 - partX) + values[from + top * side + right] * partX;
        double below = values[from + bottom * side + left] * (1 - partX) + values[from + bottom * side + right] * partX;
        return above * (1 - partY) + below * partY;
    }
}
