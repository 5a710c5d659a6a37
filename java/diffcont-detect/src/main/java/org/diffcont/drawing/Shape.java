package org.diffcont.drawing;

/** Signed distances to simple outlines (negative inside) and the smooth steps that turn them into coverage. */
public final class Shape {
    private Shape() {
    }

    public static float clamp(float v) {
        return v < 0f ? 0f : Math.min(v, 1f);
    }

    public static float lerp(float a, float b, float t) {
        return a + (b - a) * t;
    }

    /** 0 below {@code low}, 1 above {@code high}, smooth between; {@code low > high} turns it round. */
    public static float step(float low, float high, float v) {
        float t = clamp((v - low) / (high - low));
        return t * t * (3f - 2f * t);
    }

    /** Coverage of a shape whose edge is {@code soft} wide: 1 inside, 0 outside. */
    public static float cover(float distance, float soft) {
        return clamp(0.5f - distance / soft);
    }

    /** A bell: 1 at 0, 0 beyond ±1, smooth. */
    public static float bell(float t) {
        float s = 1f - t * t;
        return s <= 0f ? 0f : s * s;
    }

    public static float length(float x, float y) {
        return (float) Math.sqrt(x * x + y * y);
    }

    /** A rectangle of half sizes (halfWidth, halfHeight) with rounded corners, centred at the origin. */
    public static float box(float x, float y, float halfWidth, float halfHeight, float corner) {
        float qx = Math.abs(x) - halfWidth + corner;
        float qy = Math.abs(y) - halfHeight + corner;
        return Math.min(Math.max(qx, qy), 0f) + length(Math.max(qx, 0f), Math.max(qy, 0f)) - corner;
    }

    /** The distance to the segment from (ax, ay) to (bx, by). */
    public static float segment(float x, float y, float ax, float ay, float bx, float by) {
        float dx = bx - ax;
        float dy = by - ay;
        float t = clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-12f));
        return length(x - ax - t * dx, y - ay - t * dy);
    }

    /** The smaller of two distances with a rounded join of the given radius. */
    public static float union(float a, float b, float radius) {
        float h = Math.max(radius - Math.abs(a - b), 0f) / radius;
        return Math.min(a, b) - h * h * radius * 0.25f;
    }

    /** A rounded edge: height 0 outside, rising to 1 over {@code width} inside the outline. */
    public static float bevel(float distance, float width) {
        float t = clamp(-distance / width);
        return (float) Math.sqrt(t * (2f - t));
    }
}
