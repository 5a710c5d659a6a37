package org.diffcont.defect;

import org.diffcont.random.Draw;

/** A patch from elsewhere, moved in colour so that its rim has the mean of the rim it covers, and faded in. */
final class Blend {
    private Blend() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float stretch = Scale.logUniform(draw, .6f, 1.7f);
        float halfWidth = .5f * extent * stretch;
        float halfHeight = .5f * extent / stretch;
        float angle = draw.angle();
        Footprint patch = Footprint.ellipse(halfWidth, halfHeight, angle, draw.between(.3f, .7f));
        Footprint inner = Footprint.ellipse(.8f * halfWidth, .8f * halfHeight, angle, .1f);
        Footprint outer = Footprint.ellipse(1.1f * halfWidth, 1.1f * halfHeight, angle, .1f);
        Footprint rim = new Footprint(outer.reach(),
                (dx, dy) -> outer.cover().at(dx, dy) - inner.cover().at(dx, dy));
        float[] to = canvas.place(draw);
        float[] from = canvas.elsewhere(draw, to[0], to[1], .6f * extent);
        Material source = canvas.donor(draw);
        float[] want = canvas.mean(canvas.itself(), to[0], to[1], rim);
        float[] have = canvas.mean(source, from[0], from[1], rim);
        canvas.over(to[0], to[1], patch, (i, dx, dy, cover) -> canvas.lay(i, cover,
                source.at(0, from[0] + dx, from[1] + dy) + want[0] - have[0],
                source.at(1, from[0] + dx, from[1] + dy) + want[1] - have[1],
                source.at(2, from[0] + dx, from[1] + dy) + want[2] - have[2]));
    }
}
