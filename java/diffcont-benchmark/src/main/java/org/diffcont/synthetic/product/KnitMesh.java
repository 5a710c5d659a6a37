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

/** Stocking stitch: columns of V-shaped loops, dark where one sees through. */
final class KnitMesh implements Product {
    private static final float WALE = 0.17f;
    private static final float COURSE = 0.125f;
    private static final Tone YARN = Tone.of(0xC8B59A);
    private static final Tone BELOW = Tone.of(0x3A332C);

    @Override
    public String name() {
        return "knit_mesh";
    }

    @Override
    public List<String> defects() {
        return List.of("dropped_stitch", "hole", "snag", "contamination");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.5f, -0.6f, 0.75f, 0.35f, 3, 0f, 12f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Placement place = Placement.near(part, 0.08f, 0.04f);
        int seed = part.seed();
        float shade = part.around(1f, 0.07f);
        Draw draw = flaw.draw();
        boolean drop = flaw.is("dropped_stitch");
        int dropWale = drop ? draw.below(9) - 4 : Integer.MIN_VALUE;
        int dropFrom = drop ? draw.below(10) - 7 : 0;
        int dropTo = dropFrom + (drop ? 1 + draw.below(2) : 0);
        boolean snag = flaw.is("snag");
        float snagX = snag ? draw.between(-0.55f, 0.55f) : 0f;
        float snagY = snag ? draw.between(-0.55f, 0.55f) : 0f;
        float snagR = snag ? 0.1f + flaw.length(0.15f, 0.28f) : 1f;
        float pull = snag ? draw.sign() * flaw.strength(0.3f, 0.9f) : 0f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y) + 0.025f * ValueNoise.gradient(x * 1.5f, y * 1.5f, seed);
            float v = place.v(x, y) + 0.025f * ValueNoise.gradient(x * 1.5f, y * 1.5f, seed + 1);
            float strain = 0f;
            if (snag) {
                float near = Shape.bell(Shape.length(u - snagX, (v - snagY) * 1.3f) / snagR);
                u += pull * 0.16f * near * Shape.step(-snagR, snagR, v - snagY);
                v += pull * 0.14f * near;
                strain = near;
            }
            int wale = (int) Math.floor(u / WALE);
            float fu = u / WALE - wale - 0.5f;
            int course = (int) Math.floor(v / COURSE);
            float fv = v / COURSE - course;
            float top = -1f;
            float twist = 0f;
            float tint = 0f;
            for (int k = -1; k <= 1; k++) {
                if (wale == dropWale && course + k >= dropFrom && course + k < dropTo) {
                    continue;
                }
                float side = Math.abs(fu);
                // Each loop's legs lean from wide at the top to the middle at the bottom, over the loop below.
                float d = Shape.segment(side * WALE, (fv - k) * COURSE, 0.37f * WALE, -0.12f * COURSE, 0.10f * WALE,
                        1.02f * COURSE);
                float t = d / (0.235f * WALE);
                float h = t >= 1f ? -1f : (float) Math.sqrt(1f - t * t) + 0.35f * (fv - k);
                if (h > top) {
                    top = h;
                    twist = Trig.sin(150f * (v + 0.7f * side * WALE));
                    tint = ValueNoise.unit(wale, course + k, seed + 2);
                }
            }
            float rung = wale == dropWale && course >= dropFrom && course < dropTo
                    ? 0.7f * Shape.bell((fv - 0.5f) / 0.38f) - 0.3f : -1f;
            top = Math.max(top, rung);
            float fuzz = ValueNoise.fbm(x * 40f, y * 40f, seed + 3, 2);
            float solid = Shape.step(-0.15f, 0.25f, top);
            s.colour(i, YARN, shade * (1f + 0.14f * strain) * (0.9f + 0.12f * tint)
                    * (1f + 0.08f * twist + 0.1f * fuzz));
            s.cover(i, BELOW, 1f - solid);
            s.height[i] = 0.035f * Math.max(top, 0f) + 0.002f * fuzz;
            s.gloss[i] = 0.02f;
            s.part[i] = 1f;
        });
        float[] at = flaw.defect().isEmpty() ? null : Flaws.place(s, draw, 0.35f);
        if (flaw.is("hole")) {
            hole(s, flaw, at);
        } else if (flaw.is("contamination")) {
            Tone[] foreign = {Tone.of(0x4B5D7A), Tone.of(0x7A3B3B), Tone.of(0x3C3C3A)};
            Tone tone = foreign[draw.below(3)];
            int fibres = 1 + draw.below(2);
            for (int k = 0; k < fibres; k++) {
                Path path = Path.through(draw, at[0] + draw.around(0f, 0.1f), at[1] + draw.around(0f, 0.1f),
                        draw.angle(), flaw.length(0.4f, 0.8f), 16, 0.55f);
                Brush.stroke(s, path, draw.between(0.006f, 0.012f), 0.4f, (i, w, d) -> {
                    s.cover(i, tone, 0.7f * flaw.contrast() * w);
                    s.height[i] += 0.02f * d;
                });
            }
        }
        return s;
    }

    private static void hole(Surface s, Flaw flaw, float[] at) {
        Draw draw = flaw.draw();
        float radius = flaw.length(0.07f, 0.18f);
        Flaws.hole(s, draw, at[0], at[1], radius, 0.35f, Tone.of(0x1E1A17), -0.03f);
        int ends = 3 + draw.below(4);
        for (int k = 0; k < ends; k++) {
            float angle = draw.angle();
            Path end = Path.from(draw, at[0] + radius * Trig.cos(angle), at[1] + radius * Trig.sin(angle),
                    angle + Trig.PI + draw.around(0f, 1f), radius * draw.between(0.5f, 1.2f), 8, 0.6f);
            Brush.stroke(s, end, 0.02f, 0.5f, (i, w, d) -> {
                s.cover(i, YARN, w);
                s.height[i] += 0.03f * d;
            });
        }
    }
}
