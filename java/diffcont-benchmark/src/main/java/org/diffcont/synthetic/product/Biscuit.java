package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.drawing.Shape;
import org.diffcont.synthetic.surface.Support;
import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Brush;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** A round butter biscuit: scalloped edge, browned rim, a ring of docker holes round a stamped star. */
final class Biscuit implements Product {
    private static final Tone DOUGH = Tone.of(0xD9A865);
    private static final Tone BROWN = Tone.of(0x9A5F2A);
    private static final Tone CRUMB = Tone.of(0xE6C48C);
    private static final int DIMPLES = 8;

    @Override
    public String name() {
        return "biscuit";
    }

    @Override
    public List<String> defects() {
        return List.of("broken", "burnt", "crack", "missing_dimple");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.6f, -0.45f, 0.75f, 0.4f, 3, 0.6f, 9f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Support.sheet(s, part, Tone.of(0x53606B));
        Placement place = Placement.near(part, 0.04f, 0.10f);
        int seed = part.seed();
        float bake = part.around(0.42f, 0.18f);
        float shade = part.around(1f, 0.05f);
        Draw draw = flaw.draw();
        boolean broken = flaw.is("broken");
        float biteAt = broken ? draw.angle() : 0f;
        float biteX = 0.86f * Trig.cos(biteAt);
        float biteY = 0.86f * Trig.sin(biteAt);
        float biteR = broken ? 0.13f + flaw.length(0.06f, 0.26f) : 0f;
        boolean missing = flaw.is("missing_dimple");
        int lost = missing ? draw.below(DIMPLES) : -1;
        float filled = missing ? Math.min(1f, 0.15f + flaw.contrast()) : 0f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float r = Shape.length(u, v);
            float angle = Trig.atan2(v, u);
            float rim = 0.71f + 0.028f * Math.abs(Trig.cos(angle * 9f))
                    + 0.012f * ValueNoise.gradient(u * 3f, v * 3f, seed);
            float d = r - rim;
            float torn = 0f;
            if (broken) {
                float bite = biteR * (1f + 0.14f * ValueNoise.fbm(u * 7f, v * 7f, seed + 8, 3))
                        - Shape.length(u - biteX, v - biteY);
                torn = Shape.step(-0.06f, -0.01f, bite);
                d = Math.max(d, bite);
            }
            float cover = Shape.cover(d, 2.5f * s.pixel);
            if (cover <= 0f) {
                return;
            }
            float rough = ValueNoise.fbm(u * 11f, v * 11f, seed + 1, 4);
            float fine = ValueNoise.gradient(x * 55f, y * 55f, seed + 2);
            float h = 0.15f * Shape.bevel(d, 0.16f) + 0.012f * rough + 0.003f * fine;
            float dimple = 0f;
            for (int k = 0; k < DIMPLES; k++) {
                float a = k * Trig.TWO_PI / DIMPLES;
                float off = Shape.length(u - 0.44f * Trig.cos(a), v - 0.44f * Trig.sin(a));
                dimple = Math.max(dimple, (k == lost ? 1f - filled : 1f) * Shape.step(0.07f, 0.032f, off));
            }
            float star = 0.17f + 0.06f * Trig.cos(angle * 5f);
            float stamp = Shape.bell((r - star) / 0.035f);
            h -= 0.07f * dimple + 0.028f * stamp;
            float brown = Shape.clamp(bake * (0.25f + 0.9f * Shape.step(0.42f, 0.72f, r)) + 0.16f * rough
                    + 0.25f * ValueNoise.fbm(u * 1.8f, v * 1.8f, seed + 3, 2));
            Tone crust = DOUGH.mixed(BROWN, brown).mixed(CRUMB, 0.75f * torn);
            float bright = shade * (1f + 0.07f * fine) * (1f - 0.3f * dimple) * (1f - 0.12f * stamp);
            s.cover(i, crust, cover);
            s.brighten(i, Shape.lerp(1f, bright, cover));
            s.height[i] = cover * (0.03f + h - 0.03f * torn * (1f + rough));
            s.gloss[i] = 0.04f * cover;
            s.part[i] = cover;
        });
        if (flaw.is("burnt")) {
            float[] at = Flaws.place(s, draw, 0.15f);
            Tone soot = Tone.of(0x5A3114);
            float strength = flaw.strength(0.3f, 0.8f);
            Brush.blob(s, draw, at[0], at[1], flaw.length(0.14f, 0.26f), 0.35f, 0.6f,
                    (i, w, d) -> s.cover(i, soot, strength * w));
        } else if (flaw.is("crack")) {
            float[] at = Flaws.place(s, draw, 0.3f);
            Flaws.crack(s, draw, at[0], at[1], draw.angle(), flaw.length(0.5f, 1f), draw.between(0.005f, 0.012f),
                    flaw.strength(0.02f, 0.07f), flaw.strength(0.2f, 0.5f));
        }
        return s;
    }
}
