package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Brush;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** Fair-faced concrete: cloudy grey paste with small air pores and sand. */
final class CastConcrete implements Product {
    private static final Tone PASTE = Tone.of(0x9C9A95);
    private static final Tone STONE = Tone.of(0x6F6A63);

    @Override
    public String name() {
        return "cast_concrete";
    }

    @Override
    public List<String> defects() {
        return List.of("crack", "spall", "rust_stain", "honeycomb");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(0.6f, -0.5f, 0.7f, 0.35f, 3, 0f, 8f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        int seed = part.seed();
        float shade = part.around(1f, 0.06f);
        float[] near = new float[3];
        s.paint((i, x, y) -> {
            float cloud = ValueNoise.fbm(x * 1.7f, y * 1.7f, seed, 4);
            float sand = ValueNoise.gradient(x * 38f, y * 38f, seed + 1);
            float grit = ValueNoise.gradient(x * 85f, y * 85f, seed + 2);
            ValueNoise.cells(x * 4.5f, y * 4.5f, seed + 3, near);
            // Few pores are large: the radius goes with the fourth power of the draw.
            float chance = near[2] * near[2];
            float radius = 0.03f + 0.15f * chance * chance;
            float bent = near[0] * (1f + 0.35f * ValueNoise.gradient(x * 16f, y * 16f, seed + 4));
            float pore = near[2] > 0.3f ? Shape.step(radius + 0.03f, radius - 0.02f, bent) : 0f;
            s.colour(i, PASTE, shade * (1f + 0.16f * cloud + 0.06f * sand + 0.05f * grit) * (1f - 0.45f * pore));
            s.height[i] = 0.006f * cloud + 0.0022f * sand + 0.001f * grit - 0.02f * pore;
            s.part[i] = 1f;
        });
        Draw draw = flaw.draw();
        float[] at = flaw.defect().isEmpty() ? null : Flaws.place(s, draw, 0.35f);
        if (flaw.is("crack")) {
            Flaws.crack(s, draw, at[0], at[1], draw.angle(), flaw.length(0.8f, 1.5f), draw.between(0.006f, 0.014f),
                    0.03f, flaw.strength(0.5f, 0.85f));
        } else if (flaw.is("spall")) {
            spall(s, draw, at, flaw.length(0.16f, 0.27f));
        } else if (flaw.is("rust_stain")) {
            float strength = flaw.strength(0.4f, 0.85f);
            Tone rust = Tone.of(0xB07A4C);
            Flaws.stain(s, draw, at[0], at[1], flaw.length(0.1f, 0.18f), rust, strength);
            int runs = 1 + draw.below(3);
            for (int k = 0; k < runs; k++) {
                Path run = Path.from(draw, at[0] + flaw.size() * draw.around(0f, 0.14f), at[1],
                        0.5f * Trig.PI + draw.around(0f, 0.1f), flaw.length(0.3f, 0.7f), 8, 0.12f);
                float share = strength * draw.between(0.5f, 0.9f);
                Brush.stroke(s, run, flaw.length(0.05f, 0.1f), 0.1f, (i, w, d) -> s.soak(i, rust, share * d));
            }
        } else if (flaw.is("honeycomb")) {
            int count = 5 + draw.below(8);
            for (int k = 0; k < count; k++) {
                Flaws.hole(s, draw, at[0] + flaw.size() * draw.around(0f, 0.34f),
                        at[1] + flaw.size() * draw.around(0f, 0.3f), flaw.length(0.03f, 0.06f), 0.5f,
                        Tone.of(0x4A4743), -0.05f);
            }
        }
        return s;
    }

    /** A broken-out piece: rough ground with bare stones. */
    private static void spall(Surface s, Draw draw, float[] at, float radius) {
        int seed = draw.seed();
        float[] near = new float[3];
        Brush.blob(s, draw, at[0], at[1], radius, 0.4f, 0.1f, (i, w, d) -> {
            float px = (i % s.size) * s.pixel;
            float py = (i / s.size) * s.pixel;
            ValueNoise.cells(px * 9f, py * 9f, seed, near);
            float stone = Shape.step(0.05f, 0.55f, near[1] - near[0]) * Shape.step(0.25f, 0.6f, near[2]);
            Tone ground = Tone.of(0x857F77).mixed(STONE, 0.8f * stone);
            float rough = ValueNoise.fbm(px * 13f, py * 13f, seed + 1, 4);
            s.cover(i, new Tone(ground.red() * (1f + 0.25f * rough), ground.green() * (1f + 0.25f * rough),
                    ground.blue() * (1f + 0.25f * rough)), w);
            s.height[i] = Shape.lerp(s.height[i], -0.05f + 0.02f * stone + 0.02f * rough, w);
        });
    }
}
