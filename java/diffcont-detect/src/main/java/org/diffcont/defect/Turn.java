package org.diffcont.defect;

import org.diffcont.random.Draw;

/** A square or disc turned by a quarter, a half or three quarters, or mirrored, in place. */
final class Turn {
    /** Per kind: x from (dx, dy), then y from (dx, dy). */
    private static final int[][] KINDS = {{0, -1, 1, 0}, {-1, 0, 0, -1}, {0, 1, -1, 0}, {-1, 0, 0, 1}, {1, 0, 0, -1}};

    private Turn() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        // Whole coordinates keep the turned pixels on the grid, so that the region stays as sharp as it was.
        int x = (int) place[0];
        int y = (int) place[1];
        float radius = .5f * extent;
        Footprint part = draw.below(2) == 0 ? Footprint.box(radius, radius, 0f, 1f)
                : Footprint.ellipse(radius, radius, 0f, Math.min(.5f, 1.5f / radius));
        int[] turn = KINDS[draw.below(KINDS.length)];
        Material source = canvas.itself();
        canvas.over(x, y, part, (i, dx, dy, cover) -> {
            float fromX = x + turn[0] * dx + turn[1] * dy;
            float fromY = y + turn[2] * dx + turn[3] * dy;
            canvas.lay(i, cover, source.at(0, fromX, fromY), source.at(1, fromX, fromY), source.at(2, fromX, fromY));
        });
    }
}
