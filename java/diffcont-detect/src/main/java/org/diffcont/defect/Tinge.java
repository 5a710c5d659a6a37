package org.diffcont.defect;

import org.diffcont.random.Draw;

/** A soft-edged blob of another brightness, contrast or colour. */
final class Tinge {
    private Tinge() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        Footprint blob = Footprint.blob(draw, .5f * extent, .35f, draw.between(.1f, .8f));
        float[] mean = canvas.mean(canvas.itself(), place[0], place[1], blob);
        float contrast = draw.between(.4f, 1.2f);
        float strength = Scale.logUniform(draw, .1f, .7f);
        float[] shift = switch (draw.below(3)) {
            case 0 -> canvas.shade(draw, -strength, .1f * strength);
            case 1 -> canvas.shade(draw, strength, .1f * strength);
            default -> canvas.shade(draw, .6f * strength * draw.sign(), .8f * strength);
        };
        canvas.over(place[0], place[1], blob, (i, dx, dy, cover) -> canvas.lay(i, cover,
                mean[0] + contrast * (canvas.value(0, i) - mean[0]) + shift[0],
                mean[1] + contrast * (canvas.value(1, i) - mean[1]) + shift[1],
                mean[2] + contrast * (canvas.value(2, i) - mean[2]) + shift[2]));
    }
}
