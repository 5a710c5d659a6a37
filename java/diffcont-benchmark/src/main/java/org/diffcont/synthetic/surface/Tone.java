package org.diffcont.synthetic.surface;

import org.diffcont.drawing.Shape;

/** A colour in linear light, each component in [0, 1]. */
public record Tone(float red, float green, float blue) {
    /** From the usual 0xRRGGBB of a display (gamma 2). */
    public static Tone of(int rgb) {
        return new Tone(linear(rgb >> 16), linear(rgb >> 8), linear(rgb));
    }

    private static float linear(int component) {
        float v = (component & 255) / 255f;
        return v * v;
    }

    /** A mixture: this at 0, the other at 1. */
    public Tone mixed(Tone other, float t) {
        return new Tone(Shape.lerp(red, other.red, t), Shape.lerp(green, other.green, t),
                Shape.lerp(blue, other.blue, t));
    }
}
