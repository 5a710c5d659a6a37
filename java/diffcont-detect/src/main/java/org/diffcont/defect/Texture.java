package org.diffcont.defect;

import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;

/** Stripes, a checker board, cloudy noise or a scrambled image of the class, showing through at 20 to 80 %. */
final class Texture {
    private Texture() {
    }

    /** A colour channel at a pixel. */
    private interface Pattern {
        float at(int channel, float dx, float dy);
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        float radius = .5f * extent;
        Pattern pattern = pattern(canvas, draw, place, extent);
        float alpha = Scale.logUniform(draw, .2f, .8f);
        int seed = draw.seed();
        float bumps = draw.between(1.2f, 3f) / radius;
        Footprint torn = new Footprint(1.5f * radius, (dx, dy) -> {
            float window = 1.2f - 1.2f * Shape.length(dx, dy) / radius;
            return Shape.step(-.12f, .12f, window + ValueNoise.fbm(dx * bumps, dy * bumps, seed, 3));
        });
        canvas.over(place[0], place[1], torn, (i, dx, dy, cover) -> canvas.lay(i, alpha * cover,
                pattern.at(0, dx, dy), pattern.at(1, dx, dy), pattern.at(2, dx, dy)));
    }

    private static Pattern pattern(Canvas canvas, Draw draw, float[] place, float extent) {
        int kind = draw.below(4);
        int seed = draw.seed();
        if (kind == 3) {
            return scrambled(canvas.other(draw), canvas.size, seed);
        }
        float[] mean = canvas.mean(canvas.itself(), place[0], place[1],
                Footprint.ellipse(.5f * extent, .5f * extent, 0f, .1f));
        float[] from = canvas.shade(draw, draw.between(-.8f, .8f), .4f);
        float[] to = canvas.shade(draw, draw.between(-.8f, .8f), .4f);
        float waves = Trig.TWO_PI / Math.max(2.5f, extent * Scale.logUniform(draw, .08f, .4f));
        float angle = draw.angle();
        float cos = Trig.cos(angle) * waves;
        float sin = Trig.sin(angle) * waves;
        return (channel, dx, dy) -> {
            float along = dx * cos + dy * sin;
            float across = dy * cos - dx * sin;
            float mix = switch (kind) {
                case 0 -> .5f + .5f * Trig.sin(along);
                case 1 -> Trig.sin(along) * Trig.sin(across) > 0f ? 1f : 0f;
                default -> Shape.clamp(.5f + .7f * ValueNoise.fbm(along * .3f, across * .3f, seed, 3));
            };
            return mean[channel] + Shape.lerp(from[channel], to[channel], mix);
        };
    }

    /** Square tiles of a sixteenth of the image, each taken from a random place. */
    private static Pattern scrambled(Material source, int size, int seed) {
        float tile = Math.max(2f, size / 16f);
        return (channel, dx, dy) -> {
            int column = (int) Math.floor(dx / tile);
            int row = (int) Math.floor(dy / tile);
            float x = ValueNoise.unit(column, row, seed) * (size - tile) + dx - column * tile;
            float y = ValueNoise.unit(column, row, seed + 1) * (size - tile) + dy - row * tile;
            return source.at(channel, x, y);
        };
    }
}
