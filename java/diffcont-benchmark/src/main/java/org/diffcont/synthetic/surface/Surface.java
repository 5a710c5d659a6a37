package org.diffcont.synthetic.surface;

import org.diffcont.drawing.ValueNoise;

/**
 * What lies under the camera, before any light falls on it: a square grid of colour, height and finish. Positions are
 * in scene units: x to the right and y downwards, both in [−1, 1]; heights use the same unit. Fields are row-major.
 */
public final class Surface {
    /** Computes one point; {@code i} is its place in the fields. */
    @FunctionalInterface
    public interface Painter {
        void paint(int i, float x, float y);
    }

    public final int size;
    /** Width of one grid point in scene units. */
    public final float pixel;
    public final float[] red;
    public final float[] green;
    public final float[] blue;
    public final float[] height;
    /** Strength of the mirror-like highlight, 0 (matt) to about 1. */
    public final float[] gloss;
    /** 0 for paint, plastic and fibre, 1 for bare metal, which reflects its surroundings. */
    public final float[] metal;
    /** 1 where the product is, 0 on the support below it; flaws stay on the product. */
    public final float[] part;

    public Surface(int size) {
        this.size = size;
        pixel = 2f / size;
        int n = size * size;
        red = new float[n];
        green = new float[n];
        blue = new float[n];
        height = new float[n];
        gloss = new float[n];
        metal = new float[n];
        part = new float[n];
    }

    /** Calls the painter for every point. */
    public void paint(Painter painter) {
        int i = 0;
        for (int row = 0; row < size; row++) {
            float y = position(row);
            for (int column = 0; column < size; column++) {
                painter.paint(i++, position(column), y);
            }
        }
    }

    /** Calls the painter for the points of a box around (x, y), clipped to the grid. */
    public void paintNear(float x, float y, float reachX, float reachY, Painter painter) {
        int left = Math.max(0, index(x - reachX));
        int right = Math.min(size - 1, index(x + reachX) + 1);
        int bottom = Math.min(size - 1, index(y + reachY) + 1);
        for (int row = Math.max(0, index(y - reachY)); row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                painter.paint(row * size + column, position(column), position(row));
            }
        }
    }

    private float position(int index) {
        return (index + 0.5f) * pixel - 1f;
    }

    private int index(float position) {
        return ValueNoise.floor((position + 1f) / pixel);
    }

    /** The product's coverage at a position; 0 outside the picture. */
    public float partAt(float x, float y) {
        int column = index(x);
        int row = index(y);
        boolean inside = column >= 0 && row >= 0 && column < size && row < size;
        return inside ? part[row * size + column] : 0f;
    }

    /** Sets the colour to {@code tone} times {@code brightness}. */
    public void colour(int i, Tone tone, float brightness) {
        red[i] = tone.red() * brightness;
        green[i] = tone.green() * brightness;
        blue[i] = tone.blue() * brightness;
    }

    /** Covers the colour with {@code tone}; {@code weight} 0 leaves it, 1 replaces it. */
    public void cover(int i, Tone tone, float weight) {
        red[i] += (tone.red() - red[i]) * weight;
        green[i] += (tone.green() - green[i]) * weight;
        blue[i] += (tone.blue() - blue[i]) * weight;
    }

    /** Soaks the colour with a dye: what is below still shows. */
    public void soak(int i, Tone dye, float weight) {
        red[i] *= 1f + (dye.red() - 1f) * weight;
        green[i] *= 1f + (dye.green() - 1f) * weight;
        blue[i] *= 1f + (dye.blue() - 1f) * weight;
    }

    /** Multiplies the colour. */
    public void brighten(int i, float factor) {
        red[i] *= factor;
        green[i] *= factor;
        blue[i] *= factor;
    }
}
