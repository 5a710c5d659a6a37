package org.diffcont.synthetic.surface;

import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;

/** What objects lie on. */
public final class Support {
    private Support() {
    }

    /** A matt sheet with a fine grain. */
    public static void sheet(Surface s, Draw part, Tone tone) {
        int seed = part.seed();
        s.paint((i, x, y) -> s.colour(i, tone, 1f + 0.05f * ValueNoise.gradient(x * 2f, y * 2f, seed)
                + 0.07f * ValueNoise.gradient(x * 45f, y * 45f, seed + 1)));
    }

    /** A dark rubber belt with a fine ribbed weave. */
    public static void belt(Surface s, Draw part, Tone tone) {
        int seed = part.seed();
        float phase = part.between(0f, Trig.TWO_PI);
        s.paint((i, x, y) -> {
            float rib = Trig.sin(x * 62f + phase) * Trig.sin(y * 62f);
            s.colour(i, tone, 1f + 0.12f * rib + 0.12f * ValueNoise.fbm(x * 5f, y * 5f, seed, 3));
            s.height[i] = 0.0012f * rib;
        });
    }
}
