package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.drawing.Shape;
import org.diffcont.synthetic.surface.Support;
import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** A cut three-core cable from the end: sheath, filler, three insulated cores of nineteen copper strands. */
final class CableSection implements Product {
    private static final Tone SHEATH = Tone.of(0x46484C);
    private static final Tone FILLER = Tone.of(0xB9B5AB);
    private static final Tone COPPER = Tone.of(0xD08A55);
    private static final Tone DARK = Tone.of(0x241A15);
    private static final Tone[] CORES = {Tone.of(0x6E4630), Tone.of(0x3E6FA0), Tone.of(0x8A9A3C)};
    private static final float ORBIT = 0.335f;
    private static final float CORE = 0.268f;
    private static final float STRAND = 0.036f;

    @Override
    public String name() {
        return "cable_section";
    }

    @Override
    public List<String> defects() {
        return List.of("cut_insulation", "wrong_colour", "missing_strands", "pierced_sheath");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.5f, -0.6f, 0.8f, 0.45f, 4, 0.55f, 8f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Support.sheet(s, part, Tone.of(0x9AA0A3));
        Placement place = Placement.near(part, 0.03f, 0.12f);
        int seed = part.seed();
        float shade = part.around(1f, 0.05f);
        float[] twist = {part.angle(), part.angle(), part.angle()};
        Draw draw = flaw.draw();
        int hit = draw.below(3);
        boolean cut = flaw.is("cut_insulation");
        float cutAt = draw.angle();
        float cutWide = flaw.length(0.035f, 0.09f);
        boolean wrong = flaw.is("wrong_colour");
        int other = Math.floorMod(hit + 1 + draw.below(2), 3);
        boolean missing = flaw.is("missing_strands");
        int lostMask = missing ? lost(draw) : 0;
        boolean pierced = flaw.is("pierced_sheath");
        float pierceWide = flaw.length(0.05f, 0.09f);
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float r = Shape.length(u, v);
            float sheath = r - 0.75f - 0.006f * ValueNoise.gradient(u * 3f, v * 3f, seed);
            if (pierced) {
                float along = u * Trig.cos(cutAt) + v * Trig.sin(cutAt);
                float across = v * Trig.cos(cutAt) - u * Trig.sin(cutAt);
                float slot = pierceWide * (0.3f + 0.9f * (along - 0.5f) / 0.25f)
                        * (1f + 0.3f * ValueNoise.gradient(u * 14f, v * 14f, seed + 7));
                if (along > 0.5f) {
                    sheath = Math.max(sheath, slot - Math.abs(across));
                }
            }
            float cover = Shape.cover(sheath, 2f * s.pixel);
            if (cover <= 0f) {
                return;
            }
            float grain = ValueNoise.fbm(x * 16f, y * 16f, seed + 1, 3);
            s.cover(i, SHEATH, cover);
            float inner = Shape.cover(r - 0.625f, 2f * s.pixel) * cover;
            s.cover(i, FILLER, inner);
            float bright = shade * (1f + (0.07f + 0.12f * inner) * grain);
            float h = 0.16f + 0.02f * Shape.bevel(sheath, 0.04f) - inner * (0.06f + 0.02f * grain);
            float gloss = 0.08f * (1f - inner);
            float metal = 0f;
            for (int k = 0; k < 3; k++) {
                float a = k * Trig.TWO_PI / 3f - 0.5f * Trig.PI;
                float cu = u - ORBIT * Trig.cos(a);
                float cv = v - ORBIT * Trig.sin(a);
                float cr = Shape.length(cu, cv);
                float core = cr - CORE;
                if (cut && k == hit) {
                    float along = cu * Trig.cos(cutAt) + cv * Trig.sin(cutAt);
                    float across = cv * Trig.cos(cutAt) - cu * Trig.sin(cutAt);
                    float gap = cutWide * (1f + 0.25f * ValueNoise.gradient(u * 15f, v * 15f, seed + 8))
                            - Math.abs(across);
                    core = along > 0.16f ? Math.max(core, gap) : core;
                }
                float inside = Shape.cover(core, 2f * s.pixel) * inner;
                if (inside <= 0f) {
                    continue;
                }
                Tone tone = wrong && k == hit ? CORES[k].mixed(CORES[other], flaw.contrast()) : CORES[k];
                s.cover(i, tone, inside);
                float well = Shape.cover(cr - 0.192f, 2f * s.pixel);
                float strand = strand(cu, cv, twist[k], missing && k == hit ? lostMask : 0);
                float wire = well * Shape.cover(strand, 2f * s.pixel);
                s.cover(i, DARK, well * inside);
                s.cover(i, COPPER, wire * inside);
                bright = Shape.lerp(bright, shade * (1f + 0.05f * grain + 0.12f * wire
                        * ValueNoise.gradient(x * 50f, y * 50f, seed + 3)), inside);
                float top = 0.15f + 0.02f * Shape.bevel(core, 0.03f) * (1f - well) - 0.06f * well
                        + 0.07f * wire * Shape.bevel(strand, STRAND);
                h = Shape.lerp(h, top, inside);
                metal = Math.max(metal, 0.5f * wire * inside);
                gloss = Shape.lerp(gloss, 0.1f, inside);
            }
            s.brighten(i, Shape.lerp(1f, bright, cover));
            s.height[i] = h * cover;
            s.gloss[i] = gloss * cover;
            s.metal[i] = metal;
            s.part[i] = cover;
        });
        return s;
    }

    /** Signed distance to the nearest of nineteen strands (one, six, twelve); bits of {@code lost} are left out. */
    private static float strand(float u, float v, float twist, int lost) {
        float best = (lost & 1) != 0 ? 1f : Shape.length(u, v) - STRAND;
        for (int k = 0; k < 18; k++) {
            if ((lost >>> (k + 1) & 1) != 0) {
                continue;
            }
            boolean near = k < 6;
            float a = near ? k * Trig.TWO_PI / 6f + twist : (k - 6) * Trig.TWO_PI / 12f + twist + 0.26f;
            float orbit = near ? 0.075f : 0.15f;
            best = Math.min(best, Shape.length(u - orbit * Trig.cos(a), v - orbit * Trig.sin(a)) - STRAND);
        }
        return best;
    }

    /** One to three neighbouring outer strands, the inner one behind them or not. */
    private static int lost(Draw draw) {
        int first = draw.below(12);
        int count = 1 + draw.below(3);
        int mask = 0;
        for (int k = 0; k < count; k++) {
            mask |= 1 << 7 + (first + k) % 12;
        }
        return draw.below(2) == 0 ? mask : mask | 1 << 1 + (first / 2 + 1) % 6;
    }
}
