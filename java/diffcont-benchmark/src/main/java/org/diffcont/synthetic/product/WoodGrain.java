package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** Planed board: growth rings cut lengthwise, fine fibres and open pores. */
final class WoodGrain implements Product {
    private static final Tone EARLY = Tone.of(0xCFA871);
    private static final Tone LATE = Tone.of(0x9A6B3C);
    private static final Tone DARK = Tone.of(0x3A2413);

    @Override
    public String name() {
        return "wood_grain";
    }

    @Override
    public List<String> defects() {
        return List.of("knot", "scratch", "worm_holes", "liquid");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(0.5f, -0.5f, 0.85f, 0.45f, 4, 0f, 6f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Placement place = Placement.near(part, 0.05f, 0.04f);
        int seed = part.seed();
        float heart = part.between(-0.5f, 0.5f);
        float shade = part.around(1f, 0.07f);
        Draw draw = flaw.draw();
        boolean knot = flaw.is("knot");
        float knotX = knot ? draw.between(-0.6f, 0.6f) : 0f;
        float knotY = knot ? draw.between(-0.6f, 0.6f) : 0f;
        float knotR = knot ? flaw.length(0.09f, 0.16f) : 1f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float bend = 0f;
            float core = 9f;
            if (knot) {
                float dx = u - knotX;
                float dy = (v - knotY) * 0.72f;
                core = Shape.length(dx, dy) / knotR * (1f + 0.12f * ValueNoise.gradient(x * 7f, y * 7f, seed + 11));
                bend = 0.09f * (dx < 0f ? -1f : 1f) * Shape.step(0f, knotR, Math.abs(dx)) / (1f + 0.5f * core * core);
                bend *= Shape.step(2.6f, 1.6f, core);
            }
            float wave = ValueNoise.fbm(u * 1.4f - bend, v * 0.45f, seed, 3);
            float ring = (u - bend + heart) * 6.5f + 1.5f * wave + 0.4f * v * v * heart;
            float phase = ring - (float) Math.floor(ring);
            float late = Shape.step(0.25f, 0.88f, phase) * Shape.step(1f, 0.93f, phase);
            float fibre = ValueNoise.gradient((u - bend) * 62f, v * 2.4f, seed + 1);
            float fine = ValueNoise.gradient((u - bend) * 120f, v * 7f, seed + 2);
            float pore = Shape.step(0.5f, 0.85f, ValueNoise.gradient((u - bend) * 44f, v * 4.5f, seed + 3));
            s.colour(i, EARLY.mixed(LATE, late * 0.85f), shade * (1f + 0.07f * fibre + 0.05f * fine + 0.06f * wave));
            s.cover(i, DARK, 0.4f * pore);
            s.height[i] = 0.002f * fibre - 0.006f * pore;
            s.gloss[i] = 0.05f;
            s.part[i] = 1f;
            if (core < 1.3f) {
                float rings = 0.5f + 0.5f * Trig.sin(core * 13f + 2f * ValueNoise.gradient(x * 9f, y * 9f, seed + 12));
                float inside = Shape.step(1.25f, 0.85f, core);
                s.cover(i, LATE.mixed(DARK, 0.35f + 0.4f * rings), inside * 0.9f * flaw.contrast());
                s.cover(i, DARK, 0.6f * flaw.contrast() * Shape.bell((core - 1f) / 0.22f));
            }
        });
        float[] at = flaw.defect().isEmpty() || knot ? null : Flaws.place(s, draw, 0.3f);
        if (flaw.is("scratch")) {
            int lines = 1 + draw.below(3);
            float angle = draw.sign() * draw.between(0f, 1.0f);
            for (int k = 0; k < lines; k++) {
                Path path = Path.through(draw, at[0] + draw.around(0f, 0.15f), at[1] + draw.around(0f, 0.15f),
                        angle + draw.around(0f, 0.1f), flaw.length(0.5f, 1f), 10, 0.15f);
                Flaws.scratch(s, path, draw.between(0.007f, 0.014f), flaw.strength(0.01f, 0.02f),
                        1f - flaw.strength(0.35f, 0.55f));
            }
        } else if (flaw.is("worm_holes")) {
            int count = 1 + draw.below(4);
            for (int k = 0; k < count; k++) {
                Flaws.hole(s, draw, at[0] + draw.around(0f, 0.38f), at[1] + draw.around(0f, 0.38f),
                        flaw.length(0.03f, 0.055f), 0.2f, DARK, -0.05f);
            }
        } else if (flaw.is("liquid")) {
            Flaws.stain(s, draw, at[0], at[1], flaw.length(0.15f, 0.29f), Tone.of(0x8D6A4E),
                    flaw.strength(0.45f, 0.9f));
        }
        return s;
    }
}
