package org.diffcont.synthetic.surface;

import org.diffcont.drawing.Path;
import org.diffcont.random.Draw;

/** What handling leaves on good and defective products alike: dust, hairlines and finger smears. None is a defect. */
public final class Wear {
    private static final Tone DUST = Tone.of(0xCFCBC2);
    private static final Tone GRIME = Tone.of(0x4A463F);

    private Wear() {
    }

    /** Marks the product. Places do not depend on the surface, so that a flaw moves none of them. */
    public static void mark(Surface s, Draw draw) {
        int smears = draw.below(3);
        for (int k = 0; k < smears; k++) {
            float change = draw.around(0f, 0.09f);
            Brush.blob(s, draw, place(draw), place(draw), draw.between(0.15f, 0.4f), 0.3f, 0.9f, (i, w, d) -> {
                s.brighten(i, 1f + change * w);
                s.gloss[i] *= 1f - 0.3f * w;
            });
        }
        int hairlines = draw.below(4);
        for (int k = 0; k < hairlines; k++) {
            Path path = Path.through(draw, place(draw), place(draw), draw.angle(), draw.between(0.1f, 0.4f), 6, 0.15f);
            float change = draw.around(0f, 0.22f);
            Brush.stroke(s, path, draw.between(0.003f, 0.006f), 0.2f, (i, w, d) -> s.brighten(i, 1f + change * w));
        }
        int specks = draw.below(9);
        for (int k = 0; k < specks; k++) {
            Tone tone = draw.below(3) == 0 ? GRIME : DUST;
            float strength = draw.between(0.1f, 0.45f);
            Brush.blob(s, draw, place(draw), place(draw), draw.between(0.007f, 0.018f), 0.3f, 0.5f,
                    (i, w, d) -> s.cover(i, tone, strength * w));
        }
    }

    private static float place(Draw draw) {
        return draw.between(-0.95f, 0.95f);
    }
}
