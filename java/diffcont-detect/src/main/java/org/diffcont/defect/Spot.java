package org.diffcont.defect;

import org.diffcont.random.Draw;

/** One to six small blobs of one colour near each other, dark, bright or coloured. */
final class Spot {
    private Spot() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        float strength = Scale.logUniform(draw, .15f, 1.2f);
        float tone = draw.below(3) == 0 ? strength : -strength;
        float[] shade = canvas.shade(draw, tone, draw.below(3) == 0 ? .8f * strength : .1f * strength);
        float apart = draw.between(.03f, .12f) * canvas.size;
        int spots = 1 + draw.below(6) * draw.below(2);
        for (int k = 0; k < spots; k++) {
            float x = k == 0 ? place[0] : place[0] + draw.around(0f, 1f) * apart;
            float y = k == 0 ? place[1] : place[1] + draw.around(0f, 1f) * apart;
            float radius = Math.max(1f, .5f * extent * (k == 0 ? 1f : draw.between(.4f, 1f)));
            canvas.over(x, y, Footprint.blob(draw, radius, .3f, .4f),
                    (i, dx, dy, cover) -> canvas.add(i, cover, shade));
        }
    }
}
