package org.diffcont.drawing;

/**
 * Sine, cosine and arc tangent from additions and multiplications only: the JDK's own may differ by an ulp between
 * machines, and a picture must not. Errors are below 0.002, far below what is visible.
 */
public final class Trig {
    public static final float PI = 3.14159265f;
    public static final float TWO_PI = 2f * PI;

    private Trig() {
    }

    public static float sin(float angle) {
        float turns = angle / TWO_PI;
        float t = turns - ValueNoise.floor(turns + 0.5f);
        float s = 8f * t - 16f * t * Math.abs(t);
        return s + 0.225f * (s * Math.abs(s) - s);
    }

    public static float cos(float angle) {
        return sin(angle + 0.5f * PI);
    }

    /** The angle of (x, y), in [−π, π]; 0 at the origin. */
    public static float atan2(float y, float x) {
        float ax = Math.abs(x);
        float ay = Math.abs(y);
        float large = Math.max(ax, ay);
        if (large == 0f) {
            return 0f;
        }
        float q = Math.min(ax, ay) / large;
        float q2 = q * q;
        float a = q * (0.99997726f + q2 * (-0.33262347f + q2 * (0.19354346f + q2 * (-0.11643287f
                + q2 * (0.05265332f - q2 * 0.0117212f)))));
        if (ay > ax) {
            a = 0.5f * PI - a;
        }
        if (x < 0f) {
            a = PI - a;
        }
        return y < 0f ? -a : a;
    }
}
