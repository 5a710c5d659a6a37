package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.drawing.Shape;
import org.diffcont.synthetic.surface.Support;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** A two-part gelatine capsule with a printed mark. */
final class Capsule implements Product {
    private static final Tone CAP = Tone.of(0xB5382F);
    private static final Tone BODY = Tone.of(0xE0D3B4);
    private static final Tone INK = Tone.of(0x2B2A33);
    private static final float HALF = 0.27f;
    private static final float REACH = 0.42f;

    @Override
    public String name() {
        return "capsule";
    }

    @Override
    public List<String> defects() {
        return List.of("crack", "dent", "misprint", "contamination");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.3f, -0.6f, 0.8f, 0.45f, 6, 0.55f, 4f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Support.sheet(s, part, Tone.of(0xA7B0B6));
        Placement place = Placement.near(part, 0.035f, 0.08f).zoomed(1.2f);
        int seed = part.seed();
        float shade = part.around(1f, 0.05f);
        float slip = part.around(0f, 0.015f);
        Draw draw = flaw.draw();
        int fault = flaw.is("misprint") ? 1 + draw.below(3) : 0;
        float slide = fault == 1 ? draw.sign() * (0.04f + flaw.strength(0.08f, 0.13f)) : 0f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            boolean cap = u < 0.06f + slip;
            float half = cap ? HALF : HALF - 0.016f;
            float beyond = Math.max(0f, Math.abs(u) - REACH);
            float d = Shape.length(beyond, v) - half;
            float cover = Shape.cover(d, 2f * s.pixel);
            if (cover <= 0f) {
                return;
            }
            float grain = 1f + 0.03f * ValueNoise.fbm(x * 5f, y * 5f, seed, 3);
            s.cover(i, cap ? CAP : BODY, cover);
            s.brighten(i, Shape.lerp(1f, shade * grain, cover));
            // The body shows darker where the cap overlaps it, and at the closing groove.
            float groove = Shape.bell((u + 0.05f - slip) / 0.025f);
            s.brighten(i, 1f - 0.18f * groove * cover);
            float square = (half * half - v * v - beyond * beyond) / (half * half);
            s.height[i] = cover * (0.04f + 0.36f * (float) Math.sqrt(Math.max(0f, square)) - 0.01f * groove);
            s.gloss[i] = 0.75f * cover;
            s.part[i] = cover;
            float ink = mark(u, v + slide, fault, 0.3f + 0.6f * flaw.contrast(), s.pixel)
                    * (0.82f + 0.1f * ValueNoise.gradient(x * 40f, y * 40f, seed + 2));
            s.cover(i, INK, ink * cover);
        });
        if (flaw.is("crack")) {
            float u = draw.between(-0.4f, 0.4f);
            float v = draw.between(-0.1f, 0.1f);
            Flaws.crack(s, draw, place.x(u, v), place.y(u, v), draw.sign() * draw.between(0.7f, 1.5f),
                    flaw.length(0.35f, 0.5f), draw.between(0.008f, 0.014f), 0.03f, flaw.strength(0.5f, 0.88f));
        } else if (flaw.is("dent")) {
            float u = draw.sign() * draw.between(0.15f, 0.5f);
            float v = draw.between(-0.12f, 0.12f);
            Flaws.dent(s, draw, place.x(u, v), place.y(u, v), flaw.length(0.17f, 0.24f), flaw.strength(0.08f, 0.14f));
        } else if (flaw.is("contamination")) {
            int specks = 1 + draw.below(5);
            float[] at = Flaws.place(s, draw, 0.12f);
            for (int k = 0; k < specks; k++) {
                Flaws.deposit(s, draw, at[0] + flaw.size() * draw.around(0f, 0.2f),
                        at[1] + flaw.size() * draw.around(0f, 0.13f), flaw.length(0.06f, 0.1f), Tone.of(0x4E463C),
                        0.35f + flaw.strength(0.4f, 0.6f));
            }
        }
        return s;
    }

    /** The printed mark on the body: a ring and three bars. Fault 2 loses the bars, fault 3 prints it twice. */
    private static float mark(float u, float v, int fault, float ghost, float pixel) {
        float ink = pattern(u, v, fault == 2, pixel);
        return fault == 3 ? Math.max(ink, ghost * pattern(u - 0.05f, v - 0.07f, false, pixel)) : ink;
    }

    private static float pattern(float u, float v, boolean noBars, float pixel) {
        float ring = Math.abs(Shape.length(u - 0.2f, v) - 0.055f) - 0.017f;
        float bars = 1f;
        for (int k = 0; k < 3 && !noBars; k++) {
            bars = Math.min(bars, Shape.box(u - 0.33f - 0.065f * k, v, 0.017f, k == 1 ? 0.085f : 0.06f, 0.005f));
        }
        return Shape.cover(Math.min(ring, bars), 2f * pixel);
    }
}
