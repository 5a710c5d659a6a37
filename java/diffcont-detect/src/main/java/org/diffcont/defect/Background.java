package org.diffcont.defect;

import java.util.Arrays;

/** The colour that an image's border has all around, where it has one. */
final class Background {
    /** Border cells may stray this far from their median, in the mean over cells and channels. */
    private static final float UNIFORM = .12f;
    private static final float CLEARLY_DIFFERENT = .4f;

    private Background() {
    }

    /**
     * How much each cell of a grid differs from the background: 0 not, 1 clearly; all 0 where there is no background.
     *
     * @param planes an image: 3 × size × size, planar
     * @return cells × cells, row by row
     */
    static float[] difference(float[] planes, int size, int cells) {
        float[] difference = new float[cells * cells];
        float straying = 0f;
        for (int channel = 0; channel < 3; channel++) {
            float[] means = means(planes, channel * size * size, size, cells);
            float[] border = border(means, cells);
            Arrays.sort(border);
            float median = border[border.length / 2];
            for (float value : border) {
                straying += Math.abs(value - median) / (3 * border.length);
            }
            for (int k = 0; k < means.length; k++) {
                difference[k] = Math.max(difference[k], Math.min(1f, Math.abs(means[k] - median) / CLEARLY_DIFFERENT));
            }
        }
        return straying < UNIFORM ? difference : new float[cells * cells];
    }

    private static float[] means(float[] planes, int start, int size, int cells) {
        float[] sums = new float[cells * cells];
        int[] counts = new int[cells * cells];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int cell = y * cells / size * cells + x * cells / size;
                sums[cell] += planes[start + y * size + x];
                counts[cell]++;
            }
        }
        for (int k = 0; k < sums.length; k++) {
            sums[k] /= counts[k];
        }
        return sums;
    }

    private static float[] border(float[] means, int cells) {
        float[] border = new float[4 * cells];
        for (int k = 0; k < cells; k++) {
            border[k] = means[k];
            border[cells + k] = means[(cells - 1) * cells + k];
            border[2 * cells + k] = means[k * cells];
            border[3 * cells + k] = means[k * cells + cells - 1];
        }
        return border;
    }
}
