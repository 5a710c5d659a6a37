package org.diffcont.synthetic.surface;

import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;

/** Where the product lies: scene positions to the product's own, by a shift, a turn and a scale. */
public record Placement(float shiftX, float shiftY, float cos, float sin, float scale) {
    /** Draws a small placement error. */
    public static Placement near(Draw draw, float shift, float turn) {
        float angle = draw.around(0f, turn);
        return new Placement(draw.around(0f, shift), draw.around(0f, shift), Trig.cos(angle), Trig.sin(angle),
                draw.around(1f, 0.012f));
    }

    /** The same placement of a product drawn larger (zoom above 1) or smaller. */
    public Placement zoomed(float zoom) {
        return new Placement(shiftX, shiftY, cos, sin, scale / zoom);
    }

    /** The product's own x of a scene position. */
    public float u(float x, float y) {
        return ((x - shiftX) * cos + (y - shiftY) * sin) * scale;
    }

    /** The product's own y of a scene position. */
    public float v(float x, float y) {
        return ((y - shiftY) * cos - (x - shiftX) * sin) * scale;
    }

    /** The scene x of a position on the product. */
    public float x(float u, float v) {
        return shiftX + (u * cos - v * sin) / scale;
    }

    /** The scene y of a position on the product. */
    public float y(float u, float v) {
        return shiftY + (u * sin + v * cos) / scale;
    }

    /** A direction on the product, in radians, as seen in the scene. */
    public float direction(float angle) {
        return angle + Trig.atan2(sin, cos);
    }
}
