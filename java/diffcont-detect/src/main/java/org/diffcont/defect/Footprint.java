package org.diffcont.defect;

import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;

/**
 * Which pixels a defect covers, and how much. Lengths are in pixels, positions relative to the defect's centre.
 *
 * @param reach nothing is covered further than this from the centre, along either axis
 */
record Footprint(float reach, Cover cover) {
    /** The covered share of a pixel, 0 to 1. */
    @FunctionalInterface
    interface Cover {
        float at(float dx, float dy);
    }

    /** A rectangle turned by {@code angle}. */
    static Footprint box(float halfWidth, float halfHeight, float angle, float soft) {
        float cos = Trig.cos(angle);
        float sin = Trig.sin(angle);
        return new Footprint(Shape.length(halfWidth, halfHeight) + soft, (dx, dy) -> Shape.cover(
                Shape.box(dx * cos + dy * sin, dy * cos - dx * sin, halfWidth, halfHeight, 0f), soft));
    }

    /** An ellipse turned by {@code angle}; {@code soft} is the share of its radius over which it fades out. */
    static Footprint ellipse(float halfWidth, float halfHeight, float angle, float soft) {
        float cos = Trig.cos(angle);
        float sin = Trig.sin(angle);
        float inner = 1f - soft;
        return new Footprint(Math.max(halfWidth, halfHeight), (dx, dy) -> Shape.step(1f, inner,
                Shape.length((dx * cos + dy * sin) / halfWidth, (dy * cos - dx * sin) / halfHeight)));
    }

    /** A disc whose outline strays by {@code ragged} of the radius; {@code soft} as for an ellipse. */
    static Footprint blob(Draw draw, float radius, float ragged, float soft) {
        int seed = draw.seed();
        float squeeze = Scale.logUniform(draw, .6f, 1.7f);
        float angle = draw.angle();
        float cos = Trig.cos(angle);
        float sin = Trig.sin(angle);
        float fade = Math.max(soft, 1f / radius);
        return new Footprint(radius * 1.7f * (1f + ragged + .5f * fade), (dx, dy) -> {
            float r = Shape.length((dx * cos + dy * sin) * squeeze, (dy * cos - dx * sin) / squeeze) / radius;
            float rim = 1f + ragged * ValueNoise.fbm(dx * 1.4f / radius, dy * 1.4f / radius, seed, 3);
            return Shape.step(.5f * fade, -.5f * fade, r - rim);
        });
    }

    /** A line of the given width around the centre, one pixel soft, thinning out at both ends. */
    static Footprint stroke(Path path, float width) {
        float[] near = new float[2];
        float reach = 0f;
        for (int joint = 0; joint <= path.pieces(); joint++) {
            reach = Math.max(reach, Math.max(Math.abs(path.x(joint)), Math.abs(path.y(joint))));
        }
        return new Footprint(reach + width, (dx, dy) -> {
            path.nearest(dx, dy, near);
            float end = Math.min(1f, 5f * Math.min(near[1], 1f - near[1]));
            return Shape.cover(near[0] - .5f * width * Shape.lerp(.4f, 1f, end), 1f);
        });
    }
}
