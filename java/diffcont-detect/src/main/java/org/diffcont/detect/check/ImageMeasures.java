package org.diffcont.detect.check;

/** Measures images as wholes; see {@link ImageMeasure}. */
public final class ImageMeasures {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;
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
        for (int row = 0; row < pixels; row += size) {
            // A row's sums are small enough for floats, which every image that is scored pays for.
            float rowSum = 0;
            float rowSquares = 0;
            float rowSaturation = 0;
            float rowRed = 0;
            float rowBlue = 0;
            for (int i = row; i < row + size; i++) {
                float r = image[i];
                float g = image[pixels + i];
                float b = image[2 * pixels + i];
                float y = (RED * r + GREEN * g + BLUE * b + 1) / 2;
                brightness[i] = y;
                rowSum += y;
                rowSquares += y * y;
                rowRed += r - g;
                rowBlue += b - g;
                float high = r > g ? r : g;
                float low = r > g ? g : r;
                rowSaturation += (b > high ? b : high) - (b < low ? b : low);
                int level = (int) (y * GREY_LEVELS);
                histogram[level < 0 ? 0 : level < GREY_LEVELS ? level : GREY_LEVELS - 1]++;
            }
            sum += rowSum;
            squares += rowSquares;
            saturation += rowSaturation;
            red += rowRed;
            blue += rowBlue;
        }
        double level = sum / pixels;
        // Values go from -1 to 1, measures from 0 to 1.
        return new double[] {level, Math.sqrt(Math.max(0, squares / pixels - level * level)), saturation / 2 / pixels,
            red / 2 / pixels, blue / 2 / pixels, sharpness(brightness, size), entropy(histogram, pixels)};
    }

    private static double sharpness(float[] brightness, int size) {
        double first = 0;
        double second = 0;
        for (int y = 1; y < size - 1; y++) {
            float rowFirst = 0;
            float rowSecond = 0;
            for (int i = y * size + 1; i < y * size + size - 1; i++) {
                float here = brightness[i];
                float right = brightness[i + 1] - here;
                float down = brightness[i + size] - here;
                float both = right + down + (brightness[i - 1] - here) + (brightness[i - size] - here);
                rowFirst += right * right + down * down;
                rowSecond += both * both;
            }
            first += rowFirst;
            second += rowSecond;
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
