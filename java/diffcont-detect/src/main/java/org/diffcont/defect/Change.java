package org.diffcont.defect;

/**
 * How much two images differ.
 *
 * @param pixels those that differ in any channel
 * @param mean absolute difference of a channel, over these pixels; 0 where there are none
 */
record Change(int pixels, double mean) {
    /** @param one 3 planes of equal length, as the other */
    static Change between(float[] one, float[] other) {
        int area = one.length / 3;
        int pixels = 0;
        double sum = 0;
        for (int i = 0; i < area; i++) {
            float change = Math.abs(one[i] - other[i]) + Math.abs(one[area + i] - other[area + i])
                    + Math.abs(one[2 * area + i] - other[2 * area + i]);
            if (change > 0f) {
                pixels++;
                sum += change;
            }
        }
        return new Change(pixels, pixels == 0 ? 0 : sum / (3.0 * pixels));
    }

    /** True at the pixels that differ. */
    static boolean[] mask(float[] one, float[] other) {
        boolean[] mask = new boolean[one.length / 3];
        for (int k = 0; k < one.length; k++) {
            mask[k % mask.length] |= one[k] != other[k];
        }
        return mask;
    }
}
