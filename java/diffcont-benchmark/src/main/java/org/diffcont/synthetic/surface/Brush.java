package org.diffcont.synthetic.surface;

import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;

/** Applies an effect along a line or over a blob, softly at the edge and only where the product is. */
public final class Brush {
    /** Changes one point: {@code weight} in (0, 1]; {@code depth} falls from 1 in the middle to 0 at the edge. */
    @FunctionalInterface
    public interface Effect {
        void apply(int i, float weight, float depth);
    }

    private Brush() {
    }

    /** A stroke of half width {@code width} that thins out to {@code taper} of it at both ends. */
    public static void stroke(Surface s, Path path, float width, float taper, Effect effect) {
        float[] near = new float[2];
        float soft = 1.5f * s.pixel;
        float reach = width + soft;
        s.paintNear(path.middleX(), path.middleY(), path.reachX() + reach, path.reachY() + reach, (i, x, y) -> {
            if (s.part[i] <= 0f) {
                return;
            }
            path.nearest(x, y, near);
            float end = Math.min(1f, 5f * Math.min(near[1], 1f - near[1]));
            float half = width * Shape.lerp(taper, 1f, end);
            // Strokes thinner than a grid point fade instead of breaking up.
            float weight = Shape.cover(near[0] - half, soft) * Math.min(1f, 2f * half / soft + 0.35f) * s.part[i];
            if (weight > 0f) {
                effect.apply(i, weight, Shape.bell(near[0] / (half + 0.5f * soft)));
            }
        });
    }

    /**
     * A blob of about the given radius.
     *
     * @param ragged how far the outline strays, as a share of the radius
     * @param soft   width of the soft edge, as a share of the radius
     */
    public static void blob(Surface s, Draw draw, float cx, float cy, float radius, float ragged, float soft,
            Effect effect) {
        int seed = draw.seed();
        float squeeze = draw.between(0.75f, 1.3f);
        float turn = draw.angle();
        float cos = Trig.cos(turn);
        float sin = Trig.sin(turn);
        float reach = radius * 1.35f * (1f + ragged) + soft * radius;
        float edge = Math.max(soft * radius, 1.5f * s.pixel);
        s.paintNear(cx, cy, reach, reach, (i, x, y) -> {
            if (s.part[i] <= 0f) {
                return;
            }
            float dx = ((x - cx) * cos + (y - cy) * sin) * squeeze;
            float dy = ((y - cy) * cos - (x - cx) * sin) / squeeze;
            float r = Shape.length(dx, dy);
            float rim = radius * (1f + ragged * ValueNoise.fbm(x * 1.4f / radius, y * 1.4f / radius, seed, 3));
            float weight = Shape.step(0.5f * edge, -0.5f * edge, r - rim) * s.part[i];
            if (weight > 0f) {
                effect.apply(i, weight, Shape.clamp(1f - r / Math.max(rim, 1e-4f)));
            }
        });
    }
}
