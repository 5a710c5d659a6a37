package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Brush;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** Speckled glazed wall tiles, four to the picture, with grouted joints. */
final class CeramicTile implements Product {
    private static final Tone GLAZE = Tone.of(0xC9CDC6);
    private static final Tone SPECK = Tone.of(0x6D7670);
    private static final Tone WARM = Tone.of(0xA8977C);
    private static final Tone GROUT = Tone.of(0x8B8780);
    private static final Tone CLAY = Tone.of(0xA9775A);

    @Override
    public String name() {
        return "ceramic_tile";
    }

    @Override
    public List<String> defects() {
        return List.of("crack", "chip", "glaze_blob", "missing_grout");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.35f, -0.5f, 0.85f, 0.45f, 6, 0f, 10f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Placement place = Placement.near(part, 0.06f, 0.03f);
        int seed = part.seed();
        float shade = part.around(1f, 0.05f);
        float lampAt = part.around(0.35f, 0.15f);
        float[] near = new float[3];
        Draw draw = flaw.draw();
        boolean noGrout = flaw.is("missing_grout");
        boolean upright = noGrout && draw.below(2) == 0;
        float gapAt = noGrout ? draw.between(-0.6f, 0.6f) : 0f;
        float gapHalf = noGrout ? flaw.length(0.2f, 0.38f) : 0f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float joint = Math.min(Math.abs(u), Math.abs(v)) + 0.006f * ValueNoise.gradient(x * 9f, y * 9f, seed + 4);
            float edge = 0.032f - joint;
            float tile = Shape.cover(edge, 2f * s.pixel);
            int which = (u < 0f ? 1 : 0) + (v < 0f ? 2 : 0);
            ValueNoise.cells(x * 15f, y * 15f, seed, near);
            float speck = Shape.step(0.3f, 0.2f, near[0] / (0.45f + near[2])) * 0.75f;
            float dust = Shape.step(0.35f, 0.75f, ValueNoise.gradient(x * 42f, y * 42f, seed + 1));
            float cloud = ValueNoise.fbm(x * 2.2f, y * 2.2f, seed + 2, 3);
            s.colour(i, GLAZE, shade * (0.96f + 0.06f * ValueNoise.unit(which, 0, seed)) * (1f + 0.05f * cloud));
            s.cover(i, near[2] > 0.6f ? WARM : SPECK, 0.7f * speck);
            s.cover(i, SPECK, 0.3f * dust);
            float grain = ValueNoise.fbm(x * 24f, y * 24f, seed + 3, 2);
            float along = upright ? v : u;
            boolean onJoint = upright ? Math.abs(u) < 0.04f : Math.abs(v) < 0.04f;
            float ragged = gapHalf + 0.05f * flaw.size() * ValueNoise.gradient(x * 12f, y * 12f, seed + 8);
            float gone = noGrout && onJoint ? Shape.step(ragged, ragged - 0.04f, Math.abs(along - gapAt)) : 0f;
            gone *= flaw.contrast();
            Tone grout = GROUT.mixed(Tone.of(0x2B2825), 0.9f * gone);
            s.cover(i, new Tone(grout.red() * (1f + 0.2f * grain), grout.green() * (1f + 0.2f * grain),
                    grout.blue() * (1f + 0.2f * grain)), 1f - tile);
            s.height[i] = 0.03f * Shape.bevel(edge, 0.05f) + 0.002f * cloud - 0.03f * gone * (1f - tile);
            // The glaze mirrors a lamp strip, blurred by its waviness.
            float strip = Shape.bell((0.7f * x + y + lampAt + 0.25f * cloud) / 0.75f);
            s.brighten(i, 1f + 0.16f * strip * tile);
            s.gloss[i] = 0.22f * tile;
            s.part[i] = 1f;
        });
        if (flaw.is("crack")) {
            float[] at = Flaws.place(s, draw, 0.35f);
            Flaws.crack(s, draw, at[0], at[1], draw.angle(), flaw.length(0.6f, 1.2f), draw.between(0.006f, 0.012f),
                    0.015f, flaw.strength(0.6f, 0.88f));
        } else if (flaw.is("chip")) {
            chip(s, place, flaw, seed);
        } else if (flaw.is("glaze_blob")) {
            float[] at = Flaws.place(s, draw, 0.3f);
            Tone blob = draw.below(2) == 0 ? Tone.of(0x5E7F8A) : Tone.of(0x8C6E52);
            float strength = flaw.strength(0.35f, 0.8f);
            Brush.blob(s, draw, at[0], at[1], flaw.length(0.09f, 0.2f), 0.2f, 0.25f, (i, w, d) -> {
                s.cover(i, blob, strength * w);
                s.height[i] += 0.02f * flaw.contrast() * d * w;
                s.gloss[i] += 0.15f * flaw.contrast() * w;
            });
        }
        return s;
    }

    private static void chip(Surface s, Placement place, Flaw flaw, int seed) {
        Draw draw = flaw.draw();
        float along = draw.sign() * draw.between(0.1f, 0.85f);
        float off = draw.sign() * 0.05f;
        boolean upright = draw.below(2) == 0;
        float u = upright ? off : along;
        float v = upright ? along : off;
        Brush.blob(s, draw, place.x(u, v), place.y(u, v), flaw.length(0.09f, 0.17f), 0.45f, 0.08f, (i, w, d) -> {
            float px = (i % s.size) * s.pixel;
            float py = (i / s.size) * s.pixel;
            float grain = ValueNoise.fbm(px * 18f, py * 18f, seed + 9, 3);
            s.cover(i, new Tone(CLAY.red() * (1f + 0.25f * grain), CLAY.green() * (1f + 0.25f * grain),
                    CLAY.blue() * (1f + 0.25f * grain)), w);
            s.height[i] = Shape.lerp(s.height[i], -0.012f + 0.008f * grain, w);
            s.gloss[i] *= 1f - w;
        });
    }
}
