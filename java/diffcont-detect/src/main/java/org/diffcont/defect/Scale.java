package org.diffcont.defect;

import org.diffcont.random.Draw;

/** Random magnitudes. */
final class Scale {
    private Scale() {
    }

    /** Between two positive values, every ratio as likely as any other of the same size. */
    static float logUniform(Draw draw, float low, float high) {
        return (float) (low * StrictMath.exp(draw.uniform() * StrictMath.log(high / low)));
    }
}
