package org.diffcont.image;

/** Mean over a square neighbourhood, clipped at the border; the cost does not depend on the radius. */
public final class BoxBlur {
    private BoxBlur() {
    }

    public static float[] blurred(float[] plane, int size, int radius) {
        float[] rows = new float[plane.length];
        float[] out = new float[plane.length];
        for (int k = 0; k < size; k++) {
            line(plane, rows, k * size, 1, size, radius);
        }
        for (int k = 0; k < size; k++) {
            line(rows, out, k, size, size, radius);
        }
        return out;
    }

    private static void line(float[] from, float[] to, int start, int stride, int size, int radius) {
        double sum = 0;
        int count = 0;
        for (int k = 0; k < Math.min(radius, size); k++) {
            sum += from[start + k * stride];
            count++;
        }
        for (int k = 0; k < size; k++) {
            if (k + radius < size) {
                sum += from[start + (k + radius) * stride];
                count++;
            }
            if (k - radius - 1 >= 0) {
                sum -= from[start + (k - radius - 1) * stride];
                count--;
            }
            to[start + k * stride] = (float) (sum / count);
        }
    }
}
