package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.drawing.Shape;
import org.diffcont.synthetic.surface.Support;
import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** A spur gear from above: eighteen teeth, web with five lightening holes, hub with bore and keyway. */
final class Gear implements Product {
    private static final Tone STEEL = Tone.of(0xA9A9A6);
    private static final int TEETH = 18;
    private static final int HOLES = 5;
    private static final float STEP = Trig.TWO_PI / TEETH;
    private static final float HOLE_STEP = Trig.TWO_PI / HOLES;

    @Override
    public String name() {
        return "gear";
    }

    @Override
    public List<String> defects() {
        return List.of("broken_tooth", "missing_hole", "crack", "rust");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.55f, -0.55f, 0.8f, 0.4f, 5, 0.65f, 6f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Support.belt(s, part, Tone.of(0x3B3E42));
        Placement place = Placement.near(part, 0.03f, 0.08f);
        int seed = part.seed();
        float shade = part.around(0.82f, 0.05f);
        Draw draw = flaw.draw();
        int broken = flaw.is("broken_tooth") ? draw.below(TEETH) : -1;
                float stump = broken >= 0 ? 1f - flaw.strength(0.9f, 1.2f) : 0f;
        int undrilled = flaw.is("missing_hole") ? draw.below(HOLES) : -1;
        // The drill went in a little way, or not at all.
        float filled = undrilled >= 0 ? 0.092f * Math.min(1f, flaw.contrast() + 0.1f) : 0f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float r = Shape.length(u, v);
            float angle = Trig.atan2(v, u) + Trig.PI;
            int tooth = (int) (angle / STEP) % TEETH;
            float across = Math.abs(angle / STEP - (int) (angle / STEP) - 0.5f);
            // A tooth narrows from root to tip.
            float flank = (0.5f - across) * STEP * r - Shape.lerp(0.034f, 0.084f, Shape.clamp((r - 0.64f) / 0.16f));
            float tip = 0.80f;
            if (tooth == broken) {
                tip = 0.65f + 0.15f * stump * (0.6f + 0.5f * ValueNoise.gradient(u * 16f, v * 16f, seed + 7));
            }
            float outline = Math.min(Math.max(Shape.union(-flank, r - 0.64f, 0.02f), r - tip), r - 0.64f);
            float sector = angle / HOLE_STEP;
            int hole = (int) sector % HOLES;
            float local = (sector - (int) sector - 0.5f) * HOLE_STEP;
            float holes = Shape.length(r * Trig.cos(local) - 0.405f, r * Trig.sin(local)) - 0.092f;
            if (hole == undrilled) {
                holes += filled;
            }
            float bore = Math.min(r - 0.125f, Shape.box(u, v + 0.13f, 0.04f, 0.05f, 0.005f));
            float d = Math.max(outline, -Math.min(holes, bore));
            float cover = Shape.cover(d, 2f * s.pixel);
            if (cover <= 0f) {
                return;
            }
            float turned = ValueNoise.gradient(r * 60f, Trig.cos(angle) * 1.5f, seed + 1);
            float grain = 1f + 0.06f * turned + 0.05f * ValueNoise.fbm(x * 9f, y * 9f, seed, 3);
            s.cover(i, STEEL, cover);
            s.brighten(i, Shape.lerp(1f, shade * grain, cover));
            float rim = Shape.step(0.53f, 0.56f, r);
            float hub = Shape.step(0.27f, 0.24f, r);
            float h = 0.10f + 0.06f * Math.max(rim, hub) + 0.025f * Shape.bevel(d, 0.03f);
            s.height[i] = h * cover + 0.0006f * turned;
            s.metal[i] = 0.75f * cover;
            s.gloss[i] = 0.16f * cover;
            s.part[i] = cover;
        });
        if (flaw.is("crack")) {
            float angle = draw.angle();
            float x = place.x(0.4f * Trig.cos(angle), 0.4f * Trig.sin(angle));
            float y = place.y(0.4f * Trig.cos(angle), 0.4f * Trig.sin(angle));
            Flaws.crack(s, draw, x, y, angle + draw.around(0f, 0.6f), flaw.length(0.4f, 0.7f),
                    draw.between(0.009f, 0.016f), 0.04f, flaw.strength(0.6f, 0.9f));
        } else if (flaw.is("rust")) {
            float[] at = Flaws.place(s, draw, 0.05f);
            int spots = 2 + draw.below(4);
            for (int k = 0; k < spots; k++) {
                Flaws.deposit(s, draw, at[0] + flaw.size() * draw.around(0f, 0.16f),
                        at[1] + flaw.size() * draw.around(0f, 0.16f), flaw.length(0.07f, 0.15f), Tone.of(0x7D4423),
                        flaw.strength(0.6f, 1f));
            }
        }
        return s;
    }
}
