package org.diffcont.defect;

import org.diffcont.random.Draw;

/** A rectangle from elsewhere, up to three times as long as wide, slightly turned. */
final class CutPaste {
    private CutPaste() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float stretch = Scale.logUniform(draw, .577f, 1.732f);
        float angle = draw.around(0f, .25f);
        Footprint box = Footprint.box(.5f * extent * stretch, .5f * extent / stretch, angle, 1f);
        Paste.elsewhere(canvas, draw, box, extent, angle);
    }
}
