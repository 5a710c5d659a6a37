package org.diffcont.detect.check;

/** Measures images as wholes; see {@link ImageMeasure}. */
public final class ImageMeasures {
    private static final double RED = 0.299;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;
    private static final int GREY_LEVELS = 64;
    /** Differences of brightness below count as none. */
    private static final double LEAST_DIFFERENCE = 1e-4;

    private ImageMeasures() {
    }

    /**
     * Measures one image.
     *
     * @param image  3 x size x size, in [-1, 1]
     * @return a value for each {@link ImageMeasure}, in their order
     */
    public static double[] of(float[] image, int size) {
        int pixels = size * size;
        float[] brightness = new float[pixels];
        int[] histogram = new int[GREY_LEVELS];
        double sum = 0;
        double squares = 0;
        double saturation = 0;
        double red = 0;
        double blue = 0;
        for (int i = 0; i < pixels; i++) {
            float r = (image[i] + 1) / 2;
            float g = (image[pixels + i] + 1) / 2;
            float b = (image[2 * pixels + i] + 1) / 2;
            double y = RED * r + GREEN * g + BLUE * b;
            brightness[i] = (float) y;
            sum += y;
            squares += y * y;
            saturation += Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b));
            red += r - g;
            blue += b - g;
            histogram[Math.clamp((int) (y * GREY_LEVELS), 0, GREY_LEVELS - 1)]++;
        }
        double level = sum / pixels;
        return new double[] {level, Math.sqrt(Math.max(0, squares / pixels - level * level)), saturation / pixels,
            red / pixels, blue / pixels, sharpness(brightness, size), entropy(histogram, pixels)};
    }

    private static double sharpness(float[] brightness, int size) {
        double first = 0;
        double second = 0;
        for (int y = 1; y < size - 1; y++) {
            for (int x = 1; x < size - 1; x++) {
                int i = y * size + x;
                float right = brightness[i + 1] - brightness[i];
                float down = brightness[i + size] - brightness[i];
                float both = right + down - (brightness[i] - brightness[i - 1]) - (brightness[i] - brightness[i - size]);
                first += right * right + down * down;
                second += both * both;
            }
        }
        double inner = Math.max(1, (size - 2.0) * (size - 2.0));
        return Math.log((Math.sqrt(second / inner) + LEAST_DIFFERENCE) / (Math.sqrt(first / inner) + LEAST_DIFFERENCE));
    }

    private static double entropy(int[] histogram, int pixels) {
        double bits = 0;
        for (int count : histogram) {
            if (count > 0) {
                double share = (double) count / pixels;
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }
}
