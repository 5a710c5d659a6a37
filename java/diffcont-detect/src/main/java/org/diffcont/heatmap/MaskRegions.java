package org.diffcont.heatmap;

/** The connected regions of a square mask; neighbours are the eight pixels around one, as in MVTec's evaluation. */
public final class MaskRegions {
    private final int[] labels;
    private final int count;

    private MaskRegions(int[] labels, int count) {
        this.labels = labels;
        this.count = count;
    }

    public static MaskRegions of(boolean[] mask, int size) {
        int[] labels = new int[mask.length];
        int[] queue = new int[mask.length];
        int regions = 0;
        for (int start = 0; start < mask.length; start++) {
            if (mask[start] && labels[start] == 0) {
                flood(mask, size, labels, ++regions, queue, start);
            }
        }
        return new MaskRegions(labels, regions);
    }

    private static void flood(boolean[] mask, int size, int[] labels, int label, int[] queue, int start) {
        int tail = 0;
        queue[tail++] = start;
        labels[start] = label;
        for (int head = 0; head < tail; head++) {
            int row = queue[head] / size;
            int column = queue[head] % size;
            for (int r = Math.max(0, row - 1); r <= Math.min(size - 1, row + 1); r++) {
                for (int c = Math.max(0, column - 1); c <= Math.min(size - 1, column + 1); c++) {
                    int pixel = r * size + c;
                    if (mask[pixel] && labels[pixel] == 0) {
                        labels[pixel] = label;
                        queue[tail++] = pixel;
                    }
                }
            }
        }
    }

    public int count() {
        return count;
    }

    /** Region of each pixel, from 1 on; 0 outside the mask. Not to be changed. */
    public int[] labels() {
        return labels;
    }
}
