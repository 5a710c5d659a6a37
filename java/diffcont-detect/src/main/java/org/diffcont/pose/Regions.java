package org.diffcont.pose;

import java.util.Arrays;

/** Connected regions of a square mask; neighbours are the four pixels beside one. */
final class Regions {
    private final int size;
    private final int[] queue;
    private final int[] labels;

    Regions(int size) {
        this.size = size;
        this.queue = new int[size * size];
        this.labels = new int[size * size];
    }

    /** The mask's largest region; of equal ones the first. Empty for an empty mask. */
    boolean[] largest(boolean[] mask) {
        Arrays.fill(labels, 0);
        int best = 0;
        int bestCount = 0;
        int label = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] && labels[i] == 0) {
                int count = flood(mask, i, ++label);
                if (count > bestCount) {
                    bestCount = count;
                    best = label;
                }
            }
        }
        boolean[] region = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            region[i] = best > 0 && labels[i] == best;
        }
        return region;
    }

    /** Adds to a region what it encloses: all that the image's border does not reach around it. */
    void fillHoles(boolean[] region) {
        boolean[] outside = new boolean[region.length];
        for (int i = 0; i < region.length; i++) {
            outside[i] = !region[i];
        }
        Arrays.fill(labels, 0);
        for (int k = 0; k < size; k++) {
            for (int border : new int[] {k, (size - 1) * size + k, k * size, k * size + size - 1}) {
                if (outside[border] && labels[border] == 0) {
                    flood(outside, border, 1);
                }
            }
        }
        for (int i = 0; i < region.length; i++) {
            region[i] = labels[i] == 0;
        }
    }

    private int flood(boolean[] mask, int start, int label) {
        int head = 0;
        int tail = 0;
        queue[tail++] = start;
        labels[start] = label;
        while (head < tail) {
            int i = queue[head++];
            int x = i % size;
            tail = visit(mask, x > 0 ? i - 1 : -1, label, tail);
            tail = visit(mask, x < size - 1 ? i + 1 : -1, label, tail);
            tail = visit(mask, i - size, label, tail);
            tail = visit(mask, i + size < mask.length ? i + size : -1, label, tail);
        }
        return tail;
    }

    private int visit(boolean[] mask, int i, int label, int tail) {
        if (i < 0 || !mask[i] || labels[i] != 0) {
            return tail;
        }
        labels[i] = label;
        queue[tail] = i;
        return tail + 1;
    }
}
