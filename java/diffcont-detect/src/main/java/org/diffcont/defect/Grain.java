package org.diffcont.defect;

import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;

/** A blob of grey or, on a coloured image, coloured grain, one or two pixels coarse. */
final class Grain {
    private Grain() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        Footprint blob = Footprint.blob(draw, .5f * extent, .35f, draw.between(.1f, .8f));
        float strength = Scale.logUniform(draw, .15f, .8f);
        int coarse = 1 + draw.below(2);
        int seed = draw.seed();
        int apart = 3f * draw.uniform() < canvas.saturation() ? 1 : 0;
        float[] shade = new float[3];
        canvas.over(place[0], place[1], blob, (i, dx, dy, cover) -> {
            int column = i % canvas.size / coarse;
            int row = i / canvas.size / coarse;
            for (int channel = 0; channel < 3; channel++) {
                shade[channel] = strength * grain(column, row, seed + channel * apart);
            }
            canvas.add(i, cover, shade);
        });
    }

    /** Triangular in [−1, 1]. */
    private static float grain(int column, int row, int seed) {
        return ValueNoise.unit(column, row, seed) - ValueNoise.unit(column, row, seed ^ 0x5BD1E995);
    }
}
