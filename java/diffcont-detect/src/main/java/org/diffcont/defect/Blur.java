package org.diffcont.defect;

import org.diffcont.image.BoxBlur;
import org.diffcont.random.Draw;

/** A soft-edged region blurred by three box means in a row, which is close to a Gaussian. */
final class Blur {
    private Blur() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        Footprint blob = Footprint.blob(draw, .5f * extent, .3f, .3f);
        int radius = Math.max(1, Math.round(canvas.size * Scale.logUniform(draw, .008f, .04f)));
        int reach = (int) Math.ceil(blob.reach()) + 3 * radius;
        int side = 2 * reach + 1;
        int left = Math.round(place[0]) - reach;
        int top = Math.round(place[1]) - reach;
        float[][] window = new float[3][];
        for (int channel = 0; channel < 3; channel++) {
            window[channel] = cut(canvas.itself(), channel, left, top, side);
            for (int pass = 0; pass < 3; pass++) {
                window[channel] = BoxBlur.blurred(window[channel], side, radius);
            }
        }
        canvas.over(place[0], place[1], blob, (i, dx, dy, cover) -> {
            int k = (i / canvas.size - top) * side + i % canvas.size - left;
            canvas.lay(i, cover, window[0][k], window[1][k], window[2][k]);
        });
    }

    private static float[] cut(Material source, int channel, int left, int top, int side) {
        float[] plane = new float[side * side];
        for (int k = 0; k < plane.length; k++) {
            plane[k] = source.at(channel, left + k % side, top + k / side);
        }
        return plane;
    }
}
