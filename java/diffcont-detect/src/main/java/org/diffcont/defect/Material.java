package org.diffcont.defect;

/**
 * An image that material is taken from.
 *
 * @param values 3 × size × size, planar
 */
record Material(float[] values, int size) {
    /** Bilinear between pixel centres at whole coordinates; beyond the border the border pixel goes on. */
    float at(int channel, float x, float y) {
        float last = size - 1f;
        float px = Math.min(Math.max(x, 0f), last);
        float py = Math.min(Math.max(y, 0f), last);
        int left = (int) px;
        int top = (int) py;
        int right = Math.min(left + 1, size - 1);
        int bottom = Math.min(top + 1, size - 1);
        int plane = channel * size * size;
        float u = px - left;
        float v = py - top;
        float upper = values[plane + top * size + left] * (1f - u) + values[plane + top * size + right] * u;
        float lower = values[plane + bottom * size + left] * (1f - u) + values[plane + bottom * size + right] * u;
        return upper * (1f - v) + lower * v;
    }
}
