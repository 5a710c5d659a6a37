package org.diffcont.image;

/** Makes square images smaller by a whole factor. */
public final class BlockMeans {
    private BlockMeans() {
    }

    /**
     * Each new pixel is the mean of a square block.
     *
     * @param images  count x 3 x size x size
     * @param to      new side, a divisor of {@code size}; {@code images} itself is given back when it is {@code size}
     * @return count x 3 x to x to
     */
    public static float[] of(float[] images, int count, int size, int to) {
        if (to < 1 || size % to != 0) {
            throw new IllegalArgumentException(to + " does not divide " + size);
        }
        if (images.length != (long) count * Image.CHANNELS * size * size) {
            throw new IllegalArgumentException(images.length + " values are not " + count + " images of side " + size);
        }
        return to == size ? images : smaller(images, count * Image.CHANNELS, size, to);
    }

    private static float[] smaller(float[] planes, int count, int size, int to) {
        int factor = size / to;
        float[] means = new float[count * to * to];
        for (int plane = 0; plane < count; plane++) {
            for (int row = 0; row < to; row++) {
                for (int column = 0; column < to; column++) {
                    double sum = 0;
                    int corner = (plane * size + row * factor) * size + column * factor;
                    for (int y = 0; y < factor; y++) {
                        for (int x = 0; x < factor; x++) {
                            sum += planes[corner + y * size + x];
                        }
                    }
                    means[(plane * to + row) * to + column] = (float) (sum / (factor * factor));
                }
            }
        }
        return means;
    }
}
