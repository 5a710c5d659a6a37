package org.diffcont.defect;

import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;

/** A region laid once more beside itself, .4 to 1.1 of its diameter away. */
final class Duplicate {
    private Duplicate() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] from = canvas.place(draw);
        float stretch = Scale.logUniform(draw, .6f, 1.7f);
        float halfWidth = .5f * extent * stretch;
        float halfHeight = .5f * extent / stretch;
        Footprint part = draw.below(2) == 0 ? Footprint.ellipse(halfWidth, halfHeight, draw.angle(), .25f)
                : Footprint.box(halfWidth, halfHeight, 0f, 1f);
        float away = Math.max(2f, extent * draw.between(.4f, 1.1f));
        float direction = draw.angle();
        float shiftX = away * Trig.cos(direction);
        float shiftY = away * Trig.sin(direction);
        Material source = canvas.itself();
        canvas.over(from[0] + shiftX, from[1] + shiftY, part, (i, dx, dy, cover) -> canvas.lay(i, cover,
                source.at(0, from[0] + dx, from[1] + dy), source.at(1, from[0] + dx, from[1] + dy),
                source.at(2, from[0] + dx, from[1] + dy)));
    }
}
