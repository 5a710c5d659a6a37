package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.synthetic.surface.Support;
import org.diffcont.drawing.Trig;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** A turned flat washer with concentric tool marks and a bevelled edge. */
final class WasherRing implements Product {
    private static final Tone STEEL = Tone.of(0xBDBDB7);
    private static final float OUTER = 0.72f;
    private static final float INNER = 0.34f;

    @Override
    public String name() {
        return "washer_ring";
    }

    @Override
    public List<String> defects() {
        return List.of("notch", "scratch", "rust", "split");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(0.5f, -0.6f, 0.8f, 0.4f, 5, 0.6f, 5f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Support.sheet(s, part, Tone.of(0x3F4A57));
        Placement place = Placement.near(part, 0.05f, 3f);
        int seed = part.seed();
        float shade = part.around(0.74f, 0.05f);
        Draw draw = flaw.draw();
        boolean notch = flaw.is("notch");
        float at = flaw.defect().isEmpty() ? 0f : draw.angle();
        float rim = notch ? (draw.below(3) == 0 ? INNER : OUTER) : 0f;
        float biteR = notch ? flaw.length(0.07f, 0.16f) : 0f;
        float biteX = rim * Trig.cos(at);
        float biteY = rim * Trig.sin(at);
        boolean split = flaw.is("split");
        float slit = split ? draw.between(0.006f, 0.016f) : 0f;
        float lean = split ? draw.around(0f, 0.5f) : 0f;
        float lift = split ? flaw.strength(0f, 0.06f) : 0f;
        float tear = split ? INNER + flaw.length(0.3f, 0.5f) : 0f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float r = Shape.length(u, v);
            float d = Math.max(r - OUTER, INNER - r);
            if (notch) {
                float bite = biteR * (1f + 0.25f * ValueNoise.fbm(u * 9f, v * 9f, seed + 7, 2))
                        - Shape.length(u - biteX, v - biteY);
                d = Math.max(d, bite);
            }
            float raised = 0f;
            if (split) {
                float along = u * Trig.cos(at) + v * Trig.sin(at);
                float across = v * Trig.cos(at) - u * Trig.sin(at) + lean * (along - 0.53f)
                        + 0.02f * ValueNoise.fbm(u * 8f, v * 8f, seed + 7, 2);
                if (along > 0f && along < tear) {
                    d = Math.max(d, slit - Math.abs(across));
                    raised = across > 0f ? lift * Shape.step(0.3f, 0f, across) : 0f;
                }
            }
            float cover = Shape.cover(d, 2f * s.pixel);
            if (cover <= 0f) {
                return;
            }
            float angle = Trig.atan2(v, u);
            float turned = ValueNoise.gradient(r * 55f, 0.8f * Trig.cos(angle) + 5f, seed + 1)
                    + 0.7f * ValueNoise.gradient(r * 110f, 0.8f * Trig.sin(angle) + 9f, seed + 2);
            // Turned metal shows two bright sectors that face the lamp.
            float scene = Trig.atan2(y - place.shiftY(), x - place.shiftX());
            float fan = 0.5f + 0.5f * Trig.cos(2f * scene + 1.7f);
            s.cover(i, STEEL, cover);
            float bright = shade * (0.82f + 0.34f * fan * fan) * (1f + 0.06f * turned
                    + 0.05f * ValueNoise.fbm(x * 7f, y * 7f, seed, 3));
            s.brighten(i, Shape.lerp(1f, bright, cover));
            s.height[i] = cover * (0.09f + 0.045f * Shape.bevel(d, 0.06f) + raised) + 0.0006f * turned * cover;
            s.metal[i] = 0.7f * cover;
            s.gloss[i] = 0.12f * cover;
            s.part[i] = cover;
        });
        if (flaw.is("scratch")) {
            float middle = 0.5f * (OUTER + INNER);
            float x = place.x(middle * Trig.cos(at), middle * Trig.sin(at));
            float y = place.y(middle * Trig.cos(at), middle * Trig.sin(at));
            int lines = 1 + draw.below(3);
            float angle = draw.angle();
            for (int k = 0; k < lines; k++) {
                Path path = Path.through(draw, x + draw.around(0f, 0.1f), y + draw.around(0f, 0.1f),
                        angle + draw.around(0f, 0.15f), flaw.length(0.3f, 0.6f), 9, 0.2f);
                Flaws.scratch(s, path, draw.between(0.007f, 0.014f), flaw.strength(0.012f, 0.022f),
                        1f - flaw.strength(0.4f, 0.65f));
            }
        } else if (flaw.is("rust")) {
            float[] spot = Flaws.place(s, draw, 0.08f);
            int spots = 2 + draw.below(3);
            for (int k = 0; k < spots; k++) {
                Flaws.deposit(s, draw, spot[0] + flaw.size() * draw.around(0f, 0.15f),
                        spot[1] + flaw.size() * draw.around(0f, 0.15f), flaw.length(0.07f, 0.14f),
                        Tone.of(0x80471F), flaw.strength(0.6f, 1f));
            }
        }
        return s;
    }
}
