package org.diffcont.defect;

import org.diffcont.drawing.Path;
import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;

/** One to four lines side by side, straight or slightly bent. */
final class Scratch {
    private Scratch() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        Line line = Line.draw(draw, canvas.size);
        float angle = draw.angle();
        int lines = 1 + draw.below(4) * draw.below(2);
        float gap = Math.max(2f * line.width(), .12f * extent);
        for (int k = 0; k < lines; k++) {
            float aside = gap * (k + draw.around(0f, .5f) - .5f * (lines - 1));
            float ahead = lines == 1 ? 0f : extent * draw.around(0f, .2f);
            float x = ahead * Trig.cos(angle) - aside * Trig.sin(angle);
            float y = ahead * Trig.sin(angle) + aside * Trig.cos(angle);
            float length = k == 0 ? extent : extent * draw.between(.3f, 1f);
            Path path = Path.through(draw, x, y, angle + draw.around(0f, .08f), length, 5, .12f);
            line.trace(canvas, place[0], place[1], path, 1f);
        }
    }
}
