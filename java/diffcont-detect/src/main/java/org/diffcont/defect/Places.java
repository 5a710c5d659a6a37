package org.diffcont.defect;

import java.util.Arrays;
import org.diffcont.image.BoxBlur;
import org.diffcont.random.Draw;

/**
 * Where on an image defects are put: in proportion to the gradients nearby, to the difference from the background's
 * colour and to a small constant, so that they fall on the product rather than on an empty background, and everywhere
 * alike where there is the same texture everywhere.
 */
final class Places {
    private static final int MOST_CELLS = 32;
    private static final float EMPTY = .05f;
    /** What differs from the background counts this many times the mean, also where it is smooth. */
    private static final float INSIDE = .5f;
    /** Strong edges count no more than this many times the mean. */
    private static final float STRONGEST = 2f;
    /** Gradients up to this many times the lowest tenth are camera noise. */
    private static final float NOISE = 1.5f;

    private final int size;
    private final int cells;
    private final float[] cumulative;

    private Places(int size, int cells, float[] cumulative) {
        this.size = size;
        this.cells = cells;
        this.cumulative = cumulative;
    }

    /** @param planes an image: 3 × size × size, planar */
    static Places on(float[] planes, int size) {
        int cells = Math.min(size, MOST_CELLS);
        float[] energy = BoxBlur.blurred(gradients(planes, size, cells), cells, 2);
        float[] sorted = energy.clone();
        Arrays.sort(sorted);
        float floor = NOISE * sorted[sorted.length / 10];
        float mean = 0f;
        for (float e : energy) {
            mean += e / energy.length;
        }
        float[] apart = Background.difference(planes, size, cells);
        float sum = 0f;
        for (int k = 0; k < energy.length; k++) {
            float edges = Math.min(Math.max(energy[k] - floor, 0f), STRONGEST * mean);
            sum += edges + (INSIDE * apart[k] + EMPTY) * mean + Float.MIN_NORMAL;
            energy[k] = sum;
        }
        return new Places(size, cells, energy);
    }

    private static float[] gradients(float[] planes, int size, int cells) {
        float[] sums = new float[cells * cells];
        for (int plane = 0; plane < 3; plane++) {
            for (int y = 0; y < size - 1; y++) {
                int row = plane * size * size + y * size;
                int cellRow = y * cells / size * cells;
                for (int x = 0; x < size - 1; x++) {
                    float here = planes[row + x];
                    sums[cellRow + x * cells / size] +=
                            Math.abs(planes[row + x + 1] - here) + Math.abs(planes[row + size + x] - here);
                }
            }
        }
        return sums;
    }

    /** @return {x, y} in pixels */
    float[] likely(Draw draw) {
        float target = draw.uniform() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > target) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        float cell = (float) size / cells;
        return new float[] {(low % cells + draw.uniform()) * cell, (low / cells + draw.uniform()) * cell};
    }

    /** A likely place or any other, half and half, at least {@code away} from (x, y) where one is found. */
    float[] elsewhere(Draw draw, float x, float y, float away) {
        float[] place = {x, y};
        for (int attempt = 0; attempt < 10; attempt++) {
            place = draw.below(2) == 0 ? likely(draw) : new float[] {draw.uniform() * size, draw.uniform() * size};
            float dx = place[0] - x;
            float dy = place[1] - y;
            if (dx * dx + dy * dy >= away * away) {
                break;
            }
        }
        return place;
    }
}
