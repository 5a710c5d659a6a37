package org.diffcont.defect;

import org.diffcont.dataset.synthetic.surface.Draw;
import org.diffcont.dataset.synthetic.surface.Noise;

/** A blob of grey or coloured grain, one or two pixels coarse. */
final class Grain {
    private Grain() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        Footprint blob = Footprint.blob(draw, .5f * extent, .35f, draw.between(.1f, .8f));
        float strength = Scale.logUniform(draw, .15f, .8f);
        int coarse = 1 + draw.below(2);
        int seed = draw.seed();
        int apart = draw.below(3) == 0 ? 1 : 0;
        canvas.over(place[0], place[1], blob, (i, dx, dy, cover) -> {
            int column = i % canvas.size / coarse;
            int row = i / canvas.size / coarse;
            canvas.add(i, cover, strength * grain(column, row, seed), strength * grain(column, row, seed + apart),
                    strength * grain(column, row, seed + 2 * apart));
        });
    }

    /** Triangular in [−1, 1]. */
    private static float grain(int column, int row, int seed) {
        return Noise.unit(column, row, seed) - Noise.unit(column, row, seed ^ 0x5BD1E995);
    }
}
