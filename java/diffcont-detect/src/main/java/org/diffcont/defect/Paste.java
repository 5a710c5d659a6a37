package org.diffcont.defect;

import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;

/** Lays material from elsewhere on an image. */
final class Paste {
    private Paste() {
    }

    /**
     * Half of the pastes change the material's contrast by up to 20 % and its brightness by up to .15.
     *
     * @param turn the material's turn against where it comes from, in radians
     */
    static void elsewhere(Canvas canvas, Draw draw, Footprint footprint, float extent, float turn) {
        float[] to = canvas.place(draw);
        float[] from = canvas.elsewhere(draw, to[0], to[1], .6f * extent);
        Material source = canvas.donor(draw);
        boolean jitter = draw.below(2) == 0;
        float contrast = jitter ? draw.between(.8f, 1.2f) : 1f;
        float brightness = jitter ? draw.between(-.15f, .15f) : 0f;
        float cos = Trig.cos(turn);
        float sin = Trig.sin(turn);
        canvas.over(to[0], to[1], footprint, (i, dx, dy, cover) -> {
            float x = from[0] + dx * cos + dy * sin;
            float y = from[1] + dy * cos - dx * sin;
            canvas.lay(i, cover, contrast * source.at(0, x, y) + brightness,
                    contrast * source.at(1, x, y) + brightness, contrast * source.at(2, x, y) + brightness);
        });
    }
}
