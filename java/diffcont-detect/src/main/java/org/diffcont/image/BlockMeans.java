package org.diffcont.image;

/** Makes square images smaller by a whole factor. */
public final class BlockMeans {
    private BlockMeans() {
    }

    /**
     * Each new pixel is the mean of a square block.
     *
     * @param image  3 x size x size
     * @param to     new side, a divisor of {@code size}; {@code image} itself is given back when it is {@code size}
     * @return 3 x to x to
     */
    public static float[] of(float[] image, int size, int to) {
        if (to < 1 || size % to != 0) {
            throw new IllegalArgumentException(to + " does not divide " + size);
        }
        if (image.length != (long) Image.CHANNELS * size * size) {
            throw new IllegalArgumentException(image.length + " values are no image of side " + size);
        }
        return to == size ? image : smaller(image, size, to);
    }

    /** As {@link #of(float[], int, int)}, for each image. */
    public static ImageBatch of(ImageBatch images, int to) {
        if (to == images.size()) {
            return images;
        }
        float[][] means = new float[images.count()][];
        for (int i = 0; i < means.length; i++) {
            means[i] = of(images.image(i), images.size(), to);
        }
        return new ImageBatch(means, means.length == 0 ? 0 : to);
    }

    private static float[] smaller(float[] planes, int size, int to) {
        int factor = size / to;
        float[] means = new float[Image.CHANNELS * to * to];
        for (int plane = 0; plane < Image.CHANNELS; plane++) {
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
