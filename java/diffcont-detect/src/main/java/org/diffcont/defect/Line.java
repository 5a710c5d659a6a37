package org.diffcont.defect;

import org.diffcont.drawing.Path;
import org.diffcont.random.Draw;

/**
 * What thin lines are drawn with: dark three times in four, else bright.
 *
 * @param width in pixels
 * @param shade added to the colour: −.9 to .9, grey
 */
record Line(float width, float[] shade) {
    static Line draw(Draw draw, int imageSize) {
        float width = Math.max(1f, imageSize / 128f * Scale.logUniform(draw, 1f, 3f));
        float tone = Scale.logUniform(draw, .1f, .9f);
        float signed = draw.below(4) == 0 ? tone : -tone;
        return new Line(width, new float[] {signed, signed, signed});
    }

    /** @param path relative to (x, y) */
    void trace(Canvas canvas, float x, float y, Path path, float thinner) {
        canvas.over(x, y, Footprint.stroke(path, width * thinner),
                (i, dx, dy, cover) -> canvas.add(i, cover, shade));
    }
}
