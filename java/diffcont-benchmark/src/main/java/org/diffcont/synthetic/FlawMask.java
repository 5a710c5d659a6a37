package org.diffcont.synthetic;

/**
 * Where two pictures of the same specimen differ visibly. Both carry the same sensor noise, so their difference is
 * the defect alone.
 *
 * @param inside   one flag per pixel
 * @param share    marked share of the picture, 0 to 1
 * @param contrast mean over the marked pixels of the largest channel difference, in grey levels
 */
record FlawMask(boolean[] inside, float share, float contrast, int imageSize) {
    /** How far around the mask, in pixels, the defective picture may still differ (faintly) from the good one. */
    static final int MARGIN = 1;
    private static final int CLEAR = 12;
    private static final int FAINT = 4;

    /** Marks clear differences with the fainter ones that touch them, and closes small gaps. */
    static FlawMask between(int[] clean, int[] flawed, int imageSize) {
        int[] difference = new int[clean.length];
        boolean[] inside = new boolean[clean.length];
        int[] stack = new int[clean.length];
        int depth = 0;
        for (int i = 0; i < clean.length; i++) {
            difference[i] = difference(clean[i], flawed[i]);
            if (difference[i] >= CLEAR) {
                inside[i] = true;
                stack[depth++] = i;
            }
        }
        while (depth > 0) {
            int i = stack[--depth];
            int row = i / imageSize;
            int column = i % imageSize;
            for (int r = Math.max(0, row - 1); r <= Math.min(imageSize - 1, row + 1); r++) {
                for (int c = Math.max(0, column - 1); c <= Math.min(imageSize - 1, column + 1); c++) {
                    int k = r * imageSize + c;
                    if (!inside[k] && difference[k] >= FAINT) {
                        inside[k] = true;
                        stack[depth++] = k;
                    }
                }
            }
        }
        int close = Math.max(1, imageSize / 100);
        boolean[] closed = eroded(widened(inside, imageSize, close), imageSize, close);
        int count = 0;
        long sum = 0;
        for (int i = 0; i < closed.length; i++) {
            if (closed[i]) {
                count++;
                sum += difference[i];
            }
        }
        return new FlawMask(closed, (float) count / closed.length, count == 0 ? 0f : (float) sum / count, imageSize);
    }

    /** The flawed picture at the mask and its margin, the clean one elsewhere. */
    int[] merged(int[] clean, int[] flawed) {
        boolean[] near = widened(inside, imageSize, MARGIN);
        int[] out = clean.clone();
        for (int i = 0; i < out.length; i++) {
            if (near[i]) {
                out[i] = flawed[i];
            }
        }
        return out;
    }

    /** The largest difference of a colour channel, 0 to 255. */
    static int difference(int a, int b) {
        int red = Math.abs((a >> 16 & 255) - (b >> 16 & 255));
        int green = Math.abs((a >> 8 & 255) - (b >> 8 & 255));
        int blue = Math.abs((a & 255) - (b & 255));
        return Math.max(red, Math.max(green, blue));
    }

    /** Adds every pixel within {@code radius} rows and columns of a marked one. */
    static boolean[] widened(boolean[] mask, int size, int radius) {
        boolean[] rows = new boolean[mask.length];
        boolean[] out = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            int row = i / size;
            for (int c = Math.max(0, i % size - radius); c <= Math.min(size - 1, i % size + radius); c++) {
                rows[i] |= mask[row * size + c];
            }
        }
        for (int i = 0; i < mask.length; i++) {
            int row = i / size;
            for (int r = Math.max(0, row - radius); r <= Math.min(size - 1, row + radius); r++) {
                out[i] |= rows[r * size + i % size];
            }
        }
        return out;
    }

    /** Takes away every pixel within {@code radius} rows and columns of an unmarked one; the border takes nothing. */
    private static boolean[] eroded(boolean[] mask, int size, int radius) {
        boolean[] outside = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            outside[i] = !mask[i];
        }
        boolean[] grown = widened(outside, size, radius);
        for (int i = 0; i < mask.length; i++) {
            grown[i] = !grown[i];
        }
        return grown;
    }
}
