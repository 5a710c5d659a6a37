package org.diffcont.heatmap;

/**
 * The colour map "inferno" (S. van der Walt and N. Smith for matplotlib, CC0): perceptually uniform, so that equal
 * steps look equal, also in grey and to colour-blind eyes. Linear between ten of its colours.
 */
final class ColourMap {
    private static final int[] INFERNO = {0x000004, 0x1b0c41, 0x4a0c6b, 0x781c6d, 0xa52c60, 0xcf4446, 0xed6925,
        0xfb9b06, 0xf7d13d, 0xfcffa4};

    private ColourMap() {
    }

    /** @param share  0 for the first colour, 1 for the last; what lies beyond is cut to them. NaN is the first */
    static int rgb(double share) {
        double place = Math.clamp(Double.isNaN(share) ? 0 : share, 0, 1) * (INFERNO.length - 1);
        int below = Math.min((int) place, INFERNO.length - 2);
        double part = place - below;
        return mix(INFERNO[below], INFERNO[below + 1], part);
    }

    /** {@code 1 - part} of one colour and {@code part} of another. */
    static int mix(int first, int second, double part) {
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double level = (1 - part) * (first >> shift & 0xff) + part * (second >> shift & 0xff);
            rgb |= (int) Math.round(level) << shift;
        }
        return rgb;
    }
}
