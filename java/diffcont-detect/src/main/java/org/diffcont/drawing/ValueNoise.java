package org.diffcont.drawing;

/** Smooth random fields over the plane, a pure function of position and seed. Values lie in about [−1, 1]. */
public final class ValueNoise {
    private static final float[] GRADIENT_X = {1, .924f, .707f, .383f, 0, -.383f, -.707f, -.924f,
        -1, -.924f, -.707f, -.383f, 0, .383f, .707f, .924f};

    private ValueNoise() {
    }

    public static int floor(float x) {
        int i = (int) x;
        return x < i ? i - 1 : i;
    }

    /** A scrambled 32-bit value of a lattice point. */
    public static int hash(int x, int y, int seed) {
        int h = seed + x * 0x27D4EB2D + y * 0x165667B1;
        h = (h ^ (h >>> 15)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        return h ^ (h >>> 16);
    }

    /** A value in [0, 1) of a lattice point. */
    public static float unit(int x, int y, int seed) {
        return (hash(x, y, seed) >>> 8) * 0x1p-24f;
    }

    /** Gradient noise, one bump per unit length. */
    public static float gradient(float x, float y, int seed) {
        int ix = floor(x);
        int iy = floor(y);
        float fx = x - ix;
        float fy = y - iy;
        float u = fx * fx * fx * (fx * (fx * 6f - 15f) + 10f);
        float v = fy * fy * fy * (fy * (fy * 6f - 15f) + 10f);
        float a = corner(ix, iy, fx, fy, seed);
        float b = corner(ix + 1, iy, fx - 1f, fy, seed);
        float c = corner(ix, iy + 1, fx, fy - 1f, seed);
        float d = corner(ix + 1, iy + 1, fx - 1f, fy - 1f, seed);
        float top = a + u * (b - a);
        return 1.5f * (top + v * (c + u * (d - c) - top));
    }

    private static float corner(int ix, int iy, float dx, float dy, int seed) {
        int h = hash(ix, iy, seed) & 15;
        return GRADIENT_X[h] * dx + GRADIENT_X[(h + 12) & 15] * dy;
    }

    /** Fractal sum: each octave has twice the frequency and half the weight of the one before. */
    public static float fbm(float x, float y, int seed, int octaves) {
        float sum = 0f;
        float weight = 1f;
        float total = 0f;
        for (int o = 0; o < octaves; o++) {
            sum += weight * gradient(x, y, seed + o * 7919);
            total += weight;
            weight *= 0.5f;
            x = x * 2f + 17.3f;
            y = y * 2f + 5.7f;
        }
        return 1.3f * sum / total;
    }

    /**
     * Cellular noise: one random site per unit square.
     *
     * @param near receives the distance to the nearest site, to the second nearest, and a value in [0, 1) that
     *             belongs to the nearest site
     */
    public static void cells(float x, float y, int seed, float[] near) {
        int ix = floor(x);
        int iy = floor(y);
        float first = 9f;
        float second = 9f;
        float owner = 0f;
        for (int j = iy - 1; j <= iy + 1; j++) {
            for (int i = ix - 1; i <= ix + 1; i++) {
                int h = hash(i, j, seed);
                float dx = i + (h & 0xFFFF) * 0x1p-16f - x;
                float dy = j + (h >>> 16) * 0x1p-16f - y;
                float d = dx * dx + dy * dy;
                if (d < first) {
                    second = first;
                    first = d;
                    owner = unit(i, j, seed + 1);
                } else if (d < second) {
                    second = d;
                }
            }
        }
        near[0] = (float) Math.sqrt(first);
        near[1] = (float) Math.sqrt(second);
        near[2] = owner;
    }
}
