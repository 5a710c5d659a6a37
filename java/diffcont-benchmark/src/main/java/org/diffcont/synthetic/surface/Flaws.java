package org.diffcont.synthetic.surface;

import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;

/** The damage that many products share. Lengths and widths are in scene units. */
public final class Flaws {
    private Flaws() {
    }

    /**
     * A point on the product, at least {@code margin} from its outline and from the border of the picture.
     *
     * @return {x, y}; the middle of the picture where the product has no such point
     */
    public static float[] place(Surface s, Draw draw, float margin) {
        for (int attempt = 0; attempt < 400; attempt++) {
            float x = draw.between(-1f + margin, 1f - margin);
            float y = draw.between(-1f + margin, 1f - margin);
            float inside = s.partAt(x, y);
            for (int k = 0; k < 8 && inside > 0.9f; k++) {
                float angle = k * 0.25f * Trig.PI;
                inside = s.partAt(x + margin * Trig.cos(angle), y + margin * Trig.sin(angle));
            }
            if (inside > 0.9f) {
                return new float[] {x, y};
            }
        }
        return new float[] {0f, 0f};
    }

    /** A groove with a raised, brighter lip; {@code shine} above 1 bares brighter material, below 1 darker. */
    public static void scratch(Surface s, Path path, float width, float depth, float shine) {
        Brush.stroke(s, path, width * 2f, 0.2f, (i, w, d) -> s.height[i] += 0.35f * depth * d * w);
        Brush.stroke(s, path, width, 0.2f, (i, w, d) -> {
            s.height[i] -= 1.35f * depth * d;
            s.brighten(i, 1f + (shine - 1f) * w);
            s.gloss[i] *= 1f - 0.4f * w;
        });
    }

    /** A jagged crack with side branches; {@code dark} in (0, 1] is how little light comes out of it. */
    public static void crack(Surface s, Draw draw, float x, float y, float angle, float length, float width,
            float depth, float dark) {
        Path main = Path.through(draw, x, y, angle, length, 14, 0.75f);
        gap(s, main, width, depth, dark);
        int branches = 1 + draw.below(3);
        for (int b = 0; b < branches; b++) {
            int joint = 3 + draw.below(9);
            float turn = draw.sign() * draw.between(0.5f, 1f);
            gap(s, Path.from(draw, main.x(joint), main.y(joint), angle + turn, length * draw.between(0.15f, 0.4f),
                    7, 0.7f), width * 0.6f, depth * 0.7f, dark);
        }
    }

    /** An open slit; {@code dark} as for a crack. */
    public static void gap(Surface s, Path path, float width, float depth, float dark) {
        Brush.stroke(s, path, width, 0.15f, (i, w, d) -> {
            s.height[i] -= depth * d * w;
            s.brighten(i, 1f - dark * w);
            s.gloss[i] *= 1f - w;
            s.metal[i] *= 1f - 0.8f * w;
        });
    }

    /** A liquid that soaked in: uneven, with a darker rim where it dried. */
    public static void stain(Surface s, Draw draw, float x, float y, float radius, Tone dye, float strength) {
        int seed = draw.seed();
        Brush.blob(s, draw, x, y, radius, 0.35f, 0.3f, (i, w, d) -> {
            float px = (i % s.size) * s.pixel;
            float py = (i / s.size) * s.pixel;
            float uneven = 0.85f + 0.25f * ValueNoise.fbm(px * 9f, py * 9f, seed, 3);
            float rim = 1f + 0.35f * Shape.bell((d - 0.12f) / 0.14f);
            s.soak(i, dye, Shape.clamp(w * strength * uneven * rim));
        });
    }

    /** Dry matter lying on top: rust, dirt or paint, grainy and matt. */
    public static void deposit(Surface s, Draw draw, float x, float y, float radius, Tone tone, float strength) {
        int seed = draw.seed();
        Brush.blob(s, draw, x, y, radius, 0.5f, 0.45f, (i, w, d) -> {
            float px = (i % s.size) * s.pixel;
            float py = (i / s.size) * s.pixel;
            float grain = ValueNoise.fbm(px * 26f, py * 26f, seed, 3);
            float here = Shape.clamp(strength * w * (0.85f + 0.9f * grain));
            s.cover(i, new Tone(tone.red() * (1f + 0.4f * grain), tone.green() * (1f + 0.5f * grain),
                    tone.blue() * (1f + 0.5f * grain)), here);
            s.metal[i] *= 1f - here;
            s.gloss[i] *= 1f - here;
            s.height[i] += 0.006f * here * (1f + grain);
        });
    }

    /** A hollow pressed in; negative depth raises a bump. */
    public static void dent(Surface s, Draw draw, float x, float y, float radius, float depth) {
        float squeeze = draw.between(0.7f, 1.4f);
        float turn = draw.angle();
        float cos = Trig.cos(turn);
        float sin = Trig.sin(turn);
        float reach = radius * 1.5f;
        s.paintNear(x, y, reach, reach, (i, px, py) -> {
            float dx = ((px - x) * cos + (py - y) * sin) * squeeze;
            float dy = ((py - y) * cos - (px - x) * sin) / squeeze;
            s.height[i] -= depth * Shape.bell(Shape.length(dx, dy) / radius) * s.part[i];
        });
    }

    /** Material gone down to {@code floor}: ragged outline, dark below. */
    public static void hole(Surface s, Draw draw, float x, float y, float radius, float ragged, Tone below,
            float floor) {
        Brush.blob(s, draw, x, y, radius, ragged, 0.12f, (i, w, d) -> {
            s.cover(i, below, w);
            s.height[i] = Shape.lerp(s.height[i], floor, w);
            s.gloss[i] *= 1f - w;
            s.metal[i] *= 1f - w;
        });
    }
}
