package org.diffcont.synthetic.surface;

import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;

/**
 * The camera: lens blur that varies with the focus, pixel binning, uneven illumination, vignette, exposure and
 * white balance of this shot, shot and read noise, gamma 2 with a soft shoulder, eight bits.
 */
public final class Camera {
    private static final float SHOULDER = 0.72f;

    private final float exposure;
    private final float warmth;
    private final float tiltX;
    private final float tiltY;
    private final float vignette;
    private final float noise;
    private final float softness;
    private final int noiseSeed;

    /** Draws the settings of one shot. */
    public Camera(Draw draw) {
        exposure = draw.around(1f, 0.1f);
        warmth = draw.around(0f, 0.03f);
        tiltX = draw.around(0.06f, 0.06f);
        tiltY = draw.around(-0.07f, 0.06f);
        vignette = draw.around(0.13f, 0.04f);
        noise = draw.between(0.8f, 1.8f);
        softness = draw.between(0.15f, 0.3f);
        noiseSeed = draw.seed();
    }

    /**
     * @param light   three planes of (imageSize · factor)² linear values
     * @param factor  points of the surface per pixel and axis
     * @return imageSize² pixels as 0xRRGGBB, row-major
     */
    public int[] shoot(float[][] light, int imageSize, int factor) {
        int[] pixels = new int[imageSize * imageSize];
        float[][] soft = new float[3][];
        for (int c = 0; c < 3; c++) {
            soft[c] = lens(light[c], imageSize * factor, softness);
        }
        float share = 1f / (factor * factor);
        for (int row = 0; row < imageSize; row++) {
            float y = (row + 0.5f) * 2f / imageSize - 1f;
            for (int column = 0; column < imageSize; column++) {
                float x = (column + 0.5f) * 2f / imageSize - 1f;
                float gain = exposure * (1f + tiltX * x + tiltY * y) * (1f - vignette * 0.5f * (x * x + y * y));
                int i = row * imageSize + column;
                int first = (row * imageSize * factor + column) * factor;
                // Neighbouring channels share part of the noise, as after demosaicing.
                float common = grain(i, 3);
                int pixel = 0;
                for (int c = 0; c < 3; c++) {
                    float sum = 0f;
                    for (int j = 0; j < factor; j++) {
                        for (int k = 0; k < factor; k++) {
                            sum += soft[c][first + j * imageSize * factor + k];
                        }
                    }
                    float v = sum * share * gain * (c == 0 ? 1f + warmth : c == 2 ? 1f - warmth : 1f);
                    pixel = pixel << 8 | quantised(v, noise * (0.6f * common + 0.8f * grain(i, c)));
                }
                pixels[i] = pixel;
            }
        }
        return pixels;
    }

    /** About normal, variance 1. */
    private float grain(int i, int channel) {
        int h = ValueNoise.hash(i, channel, noiseSeed);
        int sum = (h & 255) + (h >>> 8 & 255) + (h >>> 16 & 255) + (h >>> 24);
        return (sum - 510f) * (1f / 147.8f);
    }

    private static int quantised(float linear, float grain) {
        float v = Math.max(0f, linear);
        v += grain * (0.0012f + 0.011f * (float) Math.sqrt(v));
        v = Math.max(0f, v);
        if (v > SHOULDER) {
            float over = (v - SHOULDER) / (1f - SHOULDER);
            v = SHOULDER + (1f - SHOULDER) * over / (1f + over);
        }
        return Math.min(255, (int) ((float) Math.sqrt(v) * 255f + 0.5f));
    }

    /** The lens: a blur over 3×3 points of the fine grid; {@code side} is the weight of each neighbour along a row. */
    private static float[] lens(float[] plane, int size, float side) {
        float middle = 1f - 2f * side;
        float[] rows = new float[plane.length];
        float[] out = new float[plane.length];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int i = row * size + column;
                rows[i] = side * (plane[column == 0 ? i : i - 1] + plane[column == size - 1 ? i : i + 1])
                        + middle * plane[i];
            }
        }
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int i = row * size + column;
                out[i] = side * (rows[row == 0 ? i : i - size] + rows[row == size - 1 ? i : i + size])
                        + middle * rows[i];
            }
        }
        return out;
    }
}
