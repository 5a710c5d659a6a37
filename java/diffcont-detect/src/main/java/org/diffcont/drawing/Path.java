package org.diffcont.drawing;

import org.diffcont.random.Draw;

/** A wandering line of straight pieces, for scratches, cracks and loose fibres. */
public final class Path {
    private final float[] x;
    private final float[] y;

    private Path(float[] x, float[] y) {
        this.x = x;
        this.y = y;
    }

    /**
     * Starts half its length before (midX, midY) and wanders on.
     *
     * @param pieces number of straight pieces
     * @param wander largest turn at each joint, in radians
     */
    public static Path through(Draw draw, float midX, float midY, float angle, float length, int pieces,
            float wander) {
        float startX = midX - 0.5f * length * Trig.cos(angle);
        float startY = midY - 0.5f * length * Trig.sin(angle);
        return from(draw, startX, startY, angle, length, pieces, wander);
    }

    /** Starts at (startX, startY). The turns pull back to the first direction, so that the line gets somewhere. */
    public static Path from(Draw draw, float startX, float startY, float angle, float length, int pieces,
            float wander) {
        float[] x = new float[pieces + 1];
        float[] y = new float[pieces + 1];
        x[0] = startX;
        y[0] = startY;
        float turn = 0f;
        for (int k = 1; k <= pieces; k++) {
            turn = 0.6f * turn + draw.around(0f, wander);
            x[k] = x[k - 1] + length / pieces * Trig.cos(angle + turn);
            y[k] = y[k - 1] + length / pieces * Trig.sin(angle + turn);
        }
        return new Path(x, y);
    }

    public static Path line(float ax, float ay, float bx, float by) {
        return new Path(new float[] {ax, bx}, new float[] {ay, by});
    }

    public float x(int joint) {
        return x[joint];
    }

    public float y(int joint) {
        return y[joint];
    }

    public int pieces() {
        return x.length - 1;
    }

    public float middleX() {
        return 0.5f * (min(x) + max(x));
    }

    public float middleY() {
        return 0.5f * (min(y) + max(y));
    }

    public float reachX() {
        return 0.5f * (max(x) - min(x));
    }

    public float reachY() {
        return 0.5f * (max(y) - min(y));
    }

    private static float min(float[] v) {
        float m = v[0];
        for (float e : v) {
            m = Math.min(m, e);
        }
        return m;
    }

    private static float max(float[] v) {
        float m = v[0];
        for (float e : v) {
            m = Math.max(m, e);
        }
        return m;
    }

    /** @param out receives the distance from (px, py) to the line and the place along it, 0 (start) to 1 (end) */
    public void nearest(float px, float py, float[] out) {
        float best = Float.MAX_VALUE;
        float along = 0f;
        for (int k = 0; k < pieces(); k++) {
            float dx = x[k + 1] - x[k];
            float dy = y[k + 1] - y[k];
            float t = Shape.clamp(((px - x[k]) * dx + (py - y[k]) * dy) / (dx * dx + dy * dy + 1e-12f));
            float ex = px - x[k] - t * dx;
            float ey = py - y[k] - t * dy;
            float d = ex * ex + ey * ey;
            if (d < best) {
                best = d;
                along = k + t;
            }
        }
        out[0] = (float) Math.sqrt(best);
        out[1] = along / pieces();
    }
}
