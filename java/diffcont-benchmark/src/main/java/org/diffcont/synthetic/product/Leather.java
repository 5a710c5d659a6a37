package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Brush;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** Grained leather: pebbles of uneven size with creases between them. */
final class Leather implements Product {
    private static final Tone HIDE = Tone.of(0x8A5632);
    private static final Tone RAW = Tone.of(0xC79B6C);
    private static final Tone DEEP = Tone.of(0x2A1A10);

    @Override
    public String name() {
        return "leather";
    }

    @Override
    public List<String> defects() {
        return List.of("cut", "fold", "glue", "puncture");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.6f, -0.5f, 0.7f, 0.3f, 4, 0f, 6f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        int seed = part.seed();
        float shade = part.around(1f, 0.07f);
        float[] near = new float[3];
        s.paint((i, x, y) -> {
            float wx = x + 0.03f * ValueNoise.gradient(x * 6f, y * 6f, seed + 5);
            float wy = y + 0.03f * ValueNoise.gradient(x * 6f + 40f, y * 6f, seed + 6);
            ValueNoise.cells(wx * 11f, wy * 11f, seed, near);
            float crease = Shape.step(0.02f, 0.34f, near[1] - near[0]);
            float pebble = crease * (0.75f + 0.5f * near[2]);
            float pores = ValueNoise.gradient(x * 48f, y * 48f, seed + 1);
            float large = ValueNoise.fbm(x * 1.3f, y * 1.3f, seed + 2, 3);
            s.height[i] = 0.02f * pebble + 0.0018f * pores + 0.012f * large;
            s.colour(i, HIDE, shade * (0.62f + 0.38f * crease) * (0.94f + 0.12f * near[2]) * (1f + 0.1f * large));
            s.gloss[i] = 0.07f * crease;
            s.part[i] = 1f;
        });
        Draw draw = flaw.draw();
        float[] at = flaw.defect().isEmpty() ? null : Flaws.place(s, draw, 0.35f);
        if (flaw.is("cut")) {
            Path path = Path.through(draw, at[0], at[1], draw.angle(), flaw.length(0.45f, 0.9f), 8, 0.12f);
            float width = draw.between(0.009f, 0.022f);
            Brush.stroke(s, path, width * 1.7f, 0.1f, (i, w, d) -> s.cover(i, RAW, 0.75f * flaw.contrast() * w));
            Brush.stroke(s, path, width, 0.1f, (i, w, d) -> {
                s.cover(i, DEEP, flaw.contrast() * w);
                s.height[i] -= 0.035f * flaw.contrast() * d;
                s.gloss[i] *= 1f - w;
            });
        } else if (flaw.is("fold")) {
            Path path = Path.through(draw, at[0], at[1], draw.angle(), flaw.length(0.8f, 1.4f), 8, 0.15f);
            float depth = flaw.strength(0.05f, 0.085f);
            Brush.stroke(s, path, draw.between(0.07f, 0.1f), 0.4f, (i, w, d) -> s.height[i] += depth * d);
            Brush.stroke(s, path, 0.016f, 0.3f, (i, w, d) -> s.brighten(i, 1f - 0.5f * flaw.contrast() * w));
        } else if (flaw.is("glue")) {
            Tone glue = Tone.of(0xB8B09A);
            float strength = flaw.strength(0.3f, 0.6f);
            Brush.blob(s, draw, at[0], at[1], flaw.length(0.13f, 0.26f), 0.4f, 0.2f, (i, w, d) -> {
                s.cover(i, glue, strength * w);
                s.height[i] += 0.012f * flaw.contrast() * w;
                s.gloss[i] += 0.22f * flaw.contrast() * w;
            });
        } else if (flaw.is("puncture")) {
            int count = 1 + draw.below(4);
            for (int k = 0; k < count; k++) {
                float x = at[0] + draw.around(0f, 0.25f);
                float y = at[1] + draw.around(0f, 0.25f);
                float radius = flaw.length(0.04f, 0.06f);
                Flaws.dent(s, draw, x, y, radius * 2.2f, 0.03f);
                Flaws.hole(s, draw, x, y, radius, 0.25f, DEEP, -0.05f);
            }
        }
        return s;
    }
}
