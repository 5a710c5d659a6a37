package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.drawing.Path;
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

/** A crown cap from above: lacquered top with a printed sun and a crimped skirt of twenty-one flutes. */
final class BottleCap implements Product {
    private static final Tone LACQUER = Tone.of(0x24507E);
    private static final Tone PRINT = Tone.of(0xE4D9B8);
    private static final int FLUTES = 21;
    private static final int RAYS = 8;

    @Override
    public String name() {
        return "bottle_cap";
    }

    @Override
    public List<String> defects() {
        return List.of("bent_skirt", "misprint", "scratch", "dent");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.5f, -0.5f, 0.8f, 0.4f, 5, 0.6f, 4f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Support.sheet(s, part, Tone.of(0x8F8B84));
        Placement place = Placement.near(part, 0.035f, 0.06f);
        int seed = part.seed();
        float shade = part.around(1f, 0.06f);
        Draw draw = flaw.draw();
        int fault = flaw.is("misprint") ? 1 + draw.below(3) : 0;
        float offX = fault == 1 ? draw.sign() * flaw.strength(0.09f, 0.15f) : 0f;
        float offY = fault == 1 ? draw.sign() * flaw.strength(0.06f, 0.12f) : 0f;
        int lost = fault == 2 ? draw.below(RAYS) : -1;
        boolean bent = flaw.is("bent_skirt");
        float bentAt = bent ? draw.angle() : 0f;
        float bentWide = bent ? 0.25f + flaw.length(0.2f, 0.4f) : 1f;
        float bentIn = bent ? 0.05f + flaw.strength(0.12f, 0.2f) : 0f;
        float smearX = fault == 3 ? draw.around(0f, 0.25f) : 9f;
        float smearY = fault == 3 ? draw.around(0f, 0.25f) : 9f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float r = Shape.length(u, v);
            float angle = Trig.atan2(v, u);
            float wave = Trig.cos(angle * FLUTES);
            float pressed = 0f;
            if (bent) {
                float off = angle - bentAt;
                off -= Trig.TWO_PI * Math.round(off / Trig.TWO_PI);
                pressed = Shape.bell(off / bentWide);
            }
            float rim = 0.70f + 0.035f * wave * (1f - 0.8f * pressed) - bentIn * pressed;
            float d = r - rim;
            float cover = Shape.cover(d, 2f * s.pixel);
            if (cover <= 0f) {
                return;
            }
            float grain = 1f + 0.03f * ValueNoise.fbm(x * 8f, y * 8f, seed, 3);
            s.cover(i, LACQUER, cover);
            float fall = Shape.clamp((r - 0.5f) / (rim - 0.5f));
            float top = 0.22f - 0.16f * fall * fall + 0.02f * wave * fall * (1f - 0.7f * pressed);
            s.height[i] = cover * (top + 0.012f * Shape.bell((r - 0.47f) / 0.05f) + 0.03f * (1f - r * r));
            s.gloss[i] = 0.35f * cover;
            s.metal[i] = 0.35f * cover;
            s.part[i] = cover;
            float ink = logo(u - offX, v - offY, lost, s.pixel);
            if (fault == 3) {
                ink *= 1f - Shape.bell(Shape.length(u - smearX, v - smearY) / (0.3f * flaw.size()))
                        * flaw.contrast() * Shape.clamp(0.9f + 0.6f * ValueNoise.fbm(u * 9f, v * 9f, seed + 5, 3));
            }
            s.cover(i, PRINT, 0.95f * ink * cover);
            // Wear bares a little of the sheet at the crests of the flutes.
            s.brighten(i, Shape.lerp(1f, shade * grain * (1f + 0.25f * fall * wave), cover));
        });
        if (flaw.is("scratch")) {
            float[] at = Flaws.place(s, draw, 0.25f);
            int lines = 1 + draw.below(3);
            float angle = draw.angle();
            for (int k = 0; k < lines; k++) {
                Path path = Path.through(draw, at[0] + draw.around(0f, 0.1f), at[1] + draw.around(0f, 0.1f),
                        angle + draw.around(0f, 0.1f), flaw.length(0.5f, 0.8f), 9, 0.2f);
                Tone bare = Tone.of(0xAEB3B8);
                Brush.stroke(s, path, draw.between(0.008f, 0.016f), 0.2f, (i, w, d) -> {
                    s.cover(i, bare, 0.8f * flaw.contrast() * w);
                    s.height[i] -= 0.012f * flaw.contrast() * d;
                });
            }
        } else if (flaw.is("dent")) {
            float[] at = Flaws.place(s, draw, 0.18f);
            Flaws.dent(s, draw, at[0], at[1], flaw.length(0.16f, 0.26f), flaw.strength(0.05f, 0.1f));
        }
        return s;
    }

    private static float logo(float u, float v, int lost, float pixel) {
        float r = Shape.length(u, v);
        float d = Math.min(r - 0.13f, Math.abs(r - 0.40f) - 0.014f);
        for (int k = 0; k < RAYS; k++) {
            if (k == lost) {
                continue;
            }
            float cos = Trig.cos(k * Trig.TWO_PI / RAYS);
            float sin = Trig.sin(k * Trig.TWO_PI / RAYS);
            float along = u * cos + v * sin;
            float across = v * cos - u * sin;
            float half = 0.045f - 0.16f * (along - 0.17f);
            d = Math.min(d, Math.max(Math.max(0.17f - along, along - 0.35f), Math.abs(across) - half));
        }
        return Shape.cover(d, 2f * pixel);
    }
}
