package org.diffcont.defect;

import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;

/** A disc whose material is swirled, shifted, pinched or bulged, most in its middle and not at all at its rim. */
final class Warp {
    private Warp() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        float radius = .5f * extent;
        int kind = draw.below(3);
        float turn = kind == 0 ? draw.sign() * draw.between(.6f, 2.5f) : 0f;
        float zoom = kind == 1 ? draw.sign() * draw.between(.3f, .7f) : 0f;
        float shift = kind == 2 ? radius * draw.between(.25f, .6f) : 0f;
        float angle = draw.angle();
        float shiftX = shift * Trig.cos(angle);
        float shiftY = shift * Trig.sin(angle);
        Material source = canvas.itself();
        Footprint disc = new Footprint(radius, (dx, dy) -> dx * dx + dy * dy < radius * radius ? 1f : 0f);
        canvas.over(place[0], place[1], disc, (i, dx, dy, cover) -> {
            float strength = Shape.bell(Shape.length(dx, dy) / radius);
            float cos = Trig.cos(turn * strength) * (1f + zoom * strength);
            float sin = Trig.sin(turn * strength) * (1f + zoom * strength);
            float x = place[0] + dx * cos - dy * sin - shiftX * strength;
            float y = place[1] + dx * sin + dy * cos - shiftY * strength;
            canvas.lay(i, cover, source.at(0, x, y), source.at(1, x, y), source.at(2, x, y));
        });
    }
}
