package org.diffcont.defect;

import org.diffcont.drawing.Path;
import org.diffcont.random.Draw;

/** A jagged line with up to two thinner side branches. */
final class Crack {
    private static final int PIECES = 10;

    private Crack() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        Line line = Line.draw(draw, canvas.size);
        float angle = draw.angle();
        Path main = Path.through(draw, 0f, 0f, angle, extent, PIECES, 1f);
        line.trace(canvas, place[0], place[1], main, 1f);
        for (int branches = draw.below(3); branches > 0; branches--) {
            int joint = 2 + draw.below(PIECES - 3);
            Path side = Path.from(draw, main.x(joint), main.y(joint), angle + draw.sign() * draw.between(.5f, 1.1f),
                    extent * draw.between(.15f, .45f), 4, .9f);
            line.trace(canvas, place[0], place[1], side, .7f);
        }
    }
}
