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
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** Plain weave of two yarns: each thread passes over one crossing thread and under the next. */
final class WovenCloth implements Product {
    private static final float PITCH = 0.078f;
    private static final Tone WARP = Tone.of(0x7F8FA6);
    private static final Tone WEFT = Tone.of(0xB9B4A6);
    private static final Tone BELOW = Tone.of(0x1B1A1C);

    @Override
    public String name() {
        return "woven_cloth";
    }

    @Override
    public List<String> defects() {
        return List.of("hole", "pulled_thread", "stain", "wrong_yarn");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.55f, -0.6f, 0.75f, 0.35f, 4, 0f, 9f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Placement place = Placement.near(part, PITCH, 0.05f);
        int seed = part.seed();
        float shade = part.around(1f, 0.08f);
        Snag snag = flaw.is("pulled_thread") ? new Snag(flaw) : null;
        WrongYarn wrong = flaw.is("wrong_yarn") ? new WrongYarn(flaw) : null;
        s.paint((i, x, y) -> {
            float u = place.u(x, y) + 0.02f * ValueNoise.gradient(x * 1.6f, y * 1.6f, seed);
            float v = place.v(x, y) + 0.02f * ValueNoise.gradient(x * 1.6f, y * 1.6f, seed + 1);
            float pull = snag == null ? 0f : snag.weight(u, v);
            v += snag == null ? 0f : snag.shift(u, v);
            float a = u / PITCH;
            float b = v / PITCH;
            int column = Math.floorMod((int) Math.floor(a), 4096);
            int row = Math.floorMod((int) Math.floor(b), 4096);
            float fa = a - (float) Math.floor(a) - 0.5f;
            float fb = b - (float) Math.floor(b) - 0.5f;
            float over = ((column + row) & 1) == 0 ? 1f : -1f;
            float warp = thread(fa, 0.47f + 0.05f * ValueNoise.unit(column, 0, seed))
                    + over * 0.42f * Trig.cos(Trig.PI * fb);
            float weft = thread(fb, 0.47f + 0.05f * ValueNoise.unit(0, row, seed))
                    - over * 0.42f * Trig.cos(Trig.PI * fa);
            boolean warpOnTop = warp > weft;
            float top = Math.max(warp, weft);
            // Twisted plies show as fine oblique lines along each thread.
            float ply = warpOnTop ? Trig.sin(9f * (b + 2.2f * fa)) : Trig.sin(9f * (a + 2.2f * fb));
            float slub = warpOnTop ? ValueNoise.gradient(column * 7.1f, b * 0.3f, seed + 2)
                    : ValueNoise.gradient(a * 0.3f, row * 7.1f, seed + 3);
            Tone tone = warpOnTop ? WARP : WEFT;
            s.colour(i, tone, shade * (1f + 0.05f * ply + 0.15f * slub));
            s.cover(i, BELOW, Shape.step(0.35f, -0.1f, top));
            s.height[i] = 0.02f * Math.max(top, 0f) + 0.03f * pull;
            s.gloss[i] = 0.03f;
            s.part[i] = 1f;
            if (wrong != null && !warpOnTop && wrong.hits(row, u)) {
                s.cover(i, wrong.tone, wrong.cover * Shape.step(-0.1f, 0.35f, top));
            }
            if (pull > 0f) {
                s.brighten(i, 1f + 0.5f * pull);
            }
        });
        if (flaw.is("hole")) {
            hole(s, flaw);
        } else if (flaw.is("stain")) {
            float[] at = Flaws.place(s, flaw.draw(), 0.35f);
            Tone dye = flaw.draw().below(2) == 0 ? Tone.of(0x8A6A3F) : Tone.of(0x4C5058);
            Flaws.stain(s, flaw.draw(), at[0], at[1], flaw.length(0.13f, 0.28f), dye,
                    flaw.strength(0.45f, 0.9f));
        }
        return s;
    }

    private static float thread(float across, float half) {
        float t = across / half;
        return t * t >= 1f ? -0.4f : (float) Math.sqrt(1f - t * t);
    }

    private static void hole(Surface s, Flaw flaw) {
        Draw draw = flaw.draw();
        float[] at = Flaws.place(s, draw, 0.3f);
        float radius = flaw.length(0.08f, 0.17f);
        Flaws.hole(s, draw, at[0], at[1], radius, 0.45f, BELOW, -0.03f);
        int ends = 5 + draw.below(6);
        for (int k = 0; k < ends; k++) {
            float angle = draw.angle();
            float x = at[0] + radius * 1.05f * Trig.cos(angle);
            float y = at[1] + radius * 1.05f * Trig.sin(angle);
            Path end = Path.from(draw, x, y, angle + Trig.PI + draw.around(0f, 0.8f), radius * draw.between(0.5f, 1.1f),
                    6, 0.5f);
            Tone tone = k % 2 == 0 ? WARP : WEFT;
            Brush.stroke(s, end, 0.012f, 0.5f, (i, w, d) -> {
                s.cover(i, tone, w);
                s.height[i] += 0.025f * d * w;
            });
        }
    }

    /** One weft thread drawn out of line: its neighbours crowd towards it. */
    private static final class Snag {
        private final float u;
        private final float v;
        private final float length;
        private final float strength;

        Snag(Flaw flaw) {
            Draw draw = flaw.draw();
            u = draw.between(-0.5f, 0.5f);
            v = draw.between(-0.7f, 0.7f);
            length = flaw.length(0.5f, 0.8f);
            strength = flaw.strength(0.9f, 1.2f);
        }

        float shift(float pu, float pv) {
            float t = (pv - v) / (1.2f * PITCH);
            return strength * 0.9f * PITCH * t * Shape.bell(t * 0.7f) * Shape.bell((pu - u) / length);
        }

        float weight(float pu, float pv) {
            return strength * Shape.bell((pv - v) / (0.6f * PITCH)) * Shape.bell((pu - u) / length);
        }
    }

    private static final class WrongYarn {
        private static final Tone[] YARNS = {Tone.of(0x8C3B34), Tone.of(0x3D5A46), Tone.of(0x4A3F37)};
        private final int row;
        private final int count;
        private final float from;
        private final float to;
        private final Tone tone;
        private final float cover;

        WrongYarn(Flaw flaw) {
            Draw draw = flaw.draw();
            row = Math.floorMod((int) Math.floor(draw.between(-0.8f, 0.8f) / PITCH), 4096);
            count = 1 + draw.below(2);
            from = draw.between(-0.9f, 0f);
            to = from + flaw.length(0.5f, 0.9f);
            tone = YARNS[draw.below(YARNS.length)];
            cover = flaw.strength(0.75f, 1f);
        }

        boolean hits(int thread, float u) {
            return thread >= row && thread < row + count && u > from && u < to;
        }
    }
}
