package org.diffcont.defect;

import org.diffcont.random.Draw;

/** A thin, long rectangle from elsewhere, turned at will. */
final class Scar {
    private Scar() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float width = Math.max(1.5f, extent * Scale.logUniform(draw, .06f, .25f));
        Footprint box = Footprint.box(.5f * extent, .5f * width, draw.angle(), 1f);
        Paste.elsewhere(canvas, draw, box, extent, draw.angle());
    }
}
