package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Brush;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** Steel sheet with a fine horizontal brush finish and a soft band of reflected light. */
final class BrushedMetal implements Product {
    private static final Tone STEEL = Tone.of(0xB9BCC0);

    @Override
    public String name() {
        return "brushed_metal";
    }

    @Override
    public List<String> defects() {
        return List.of("scratch", "dent", "corrosion", "rolled_in_scale");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(0.45f, -0.55f, 0.8f, 0.4f, 5, 0f, 0f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Placement place = Placement.near(part, 0.1f, 0.04f);
        int seed = part.seed();
        float band = part.around(-0.15f, 0.2f);
        float shade = part.around(0.82f, 0.05f);
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float coarse = ValueNoise.gradient(u * 1.1f, v * 22f, seed);
            float fine = ValueNoise.gradient(u * 3.5f, v * 64f, seed + 1)
                    + 0.6f * ValueNoise.gradient(u * 2f + 9f, v * 118f, seed + 2);
            float reflection = 0.8f + 0.32f * Shape.bell((v - band) / 1.1f)
                    + 0.05f * ValueNoise.gradient(u, v, seed + 3);
            s.colour(i, STEEL, shade * reflection * (1f + 0.07f * coarse + 0.11f * fine));
            s.height[i] = 0.0007f * (coarse + fine);
            s.gloss[i] = 0.1f;
            s.metal[i] = 0.55f;
            s.part[i] = 1f;
        });
        Draw draw = flaw.draw();
        if (flaw.is("scratch")) {
            float[] at = Flaws.place(s, draw, 0.3f);
            float angle = draw.sign() * draw.between(0.35f, 1.4f);
            int lines = 1 + draw.below(3);
            for (int k = 0; k < lines; k++) {
                Path path = Path.through(draw, at[0] + draw.around(0f, 0.12f), at[1] + draw.around(0f, 0.12f),
                        angle + draw.around(0f, 0.08f), flaw.length(0.5f, 1.1f), 12, 0.12f);
                Flaws.scratch(s, path, draw.between(0.004f, 0.009f), flaw.strength(0.006f, 0.02f),
                        1f + flaw.strength(0.2f, 0.9f));
            }
        } else if (flaw.is("dent")) {
            float[] at = Flaws.place(s, draw, 0.35f);
            Flaws.dent(s, draw, at[0], at[1], flaw.length(0.14f, 0.28f), draw.sign() * flaw.strength(0.015f, 0.06f));
        } else if (flaw.is("corrosion")) {
            float[] at = Flaws.place(s, draw, 0.3f);
            int spots = 2 + draw.below(4);
            for (int k = 0; k < spots; k++) {
                Flaws.deposit(s, draw, at[0] + flaw.size() * draw.around(0f, 0.22f),
                        at[1] + flaw.size() * draw.around(0f, 0.22f), flaw.length(0.04f, 0.13f), Tone.of(0x7A4A2C),
                        flaw.strength(0.25f, 0.9f));
            }
        } else if (flaw.is("rolled_in_scale")) {
            float[] at = Flaws.place(s, draw, 0.35f);
            int flakes = 1 + draw.below(4);
            for (int k = 0; k < flakes; k++) {
                Path path = Path.through(draw, at[0] + draw.around(0f, 0.35f), at[1] + draw.around(0f, 0.09f),
                        draw.around(0f, 0.1f), flaw.length(0.2f, 0.4f), 6, 0.2f);
                float dark = flaw.strength(0.2f, 0.5f);
                Brush.stroke(s, path, draw.between(0.007f, 0.018f), 0.1f, (i, w, d) -> {
                    s.brighten(i, 1f - dark * w);
                    s.metal[i] *= 1f - 0.7f * w;
                    s.height[i] -= 0.006f * d;
                });
            }
        }
        return s;
    }
}
