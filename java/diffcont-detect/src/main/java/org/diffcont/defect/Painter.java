package org.diffcont.defect;

import org.diffcont.random.Draw;

/** Paints one defect of a family on a canvas. */
@FunctionalInterface
interface Painter {
    /** @param extent the defect's length or diameter, in pixels; what exactly is said in {@link DefectFamily} */
    void paint(Canvas canvas, Draw draw, float extent);
}
