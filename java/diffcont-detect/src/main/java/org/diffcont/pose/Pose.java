package org.diffcont.pose;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.image.BlockMeans;

/**
 * How images of one class are brought to one pose: the product's centroid to the middle of the image and, where the
 * product turns, its long axis along x with the thinner end to the right. Its size is left as it is, since a wrong size
 * is a defect.
 */
public record Pose(Segmentation segmentation, boolean turns) {
    /** The product is looked for at about this many pixels a side: finer detail does not move its centroid. */
    private static final int SEARCH_SIZE = 128;

    /**
     * Images with the product in its pose; an image without one is left as it is. Works on several images at once, on
     * the threads of the pool that it is called from.
     *
     * @param images  count x 3 x size x size, in [-1, 1]
     */
    public float[] apply(float[] images, int count, int size) {
        float[] posed = new float[images.length];
        int length = 3 * size * size;
        IntStream.range(0, count).parallel().forEach(i -> {
            float[] image = Arrays.copyOfRange(images, i * length, (i + 1) * length);
            Optional<Foreground> product = find(image, size, segmentation);
            if (product.isPresent()) {
                move(image, size, product.get(), posed, i * length);
            } else {
                System.arraycopy(image, 0, posed, i * length, length);
            }
        });
        return posed;
    }

    /**
     * Maps of posed images, brought back to where the images' pixels are; beyond the posed images' edges the edges are
     * repeated.
     *
     * @param maps    of the posed images, count x size x size
     * @param images  as they were before {@link #apply}, count x 3 x size x size
     */
    public float[] restore(float[] maps, float[] images, int count, int size) {
        float[] restored = maps.clone();
        int length = 3 * size * size;
        for (int i = 0; i < count; i++) {
            int map = i * size * size;
            find(Arrays.copyOfRange(images, i * length, (i + 1) * length), size, segmentation).ifPresent(product ->
                restore(maps, map, size, product, restored));
        }
        return restored;
    }

    private void restore(float[] maps, int offset, int size, Foreground product, float[] target) {
        double cos = turns ? Math.cos(product.angle()) : 1;
        double sin = turns ? Math.sin(product.angle()) : 0;
        double middle = (size - 1) / 2.0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double x = column - (product.centreX() * size - 0.5);
                double y = row - (product.centreY() * size - 0.5);
                int posedColumn = (int) Math.round(Math.clamp(middle + cos * x + sin * y, 0, size - 1));
                int posedRow = (int) Math.round(Math.clamp(middle - sin * x + cos * y, 0, size - 1));
                target[offset + row * size + column] = maps[offset + posedRow * size + posedColumn];
            }
        }
    }

    static Optional<Foreground> find(float[] image, int size, Segmentation segmentation) {
        int factor = 1;
        while (size % (2 * factor) == 0 && size / factor > SEARCH_SIZE) {
            factor *= 2;
        }
        return Foreground.find(factor == 1 ? image : BlockMeans.of(image, 1, size, size / factor), size / factor,
            segmentation);
    }

    /** Samples the image bilinearly where the posed image's pixels come from; beyond its edges they are repeated. */
    private void move(float[] image, int size, Foreground product, float[] target, int offset) {
        double cos = turns ? Math.cos(product.angle()) : 1;
        double sin = turns ? Math.sin(product.angle()) : 0;
        double originX = product.centreX() * size - 0.5;
        double originY = product.centreY() * size - 0.5;
        double middle = (size - 1) / 2.0;
        int pixels = size * size;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double right = column - middle;
                double down = row - middle;
                double x = Math.clamp(originX + cos * right - sin * down, 0, size - 1);
                double y = Math.clamp(originY + sin * right + cos * down, 0, size - 1);
                int left = Math.min((int) x, Math.max(0, size - 2));
                int top = Math.min((int) y, Math.max(0, size - 2));
                int nextColumn = size > 1 ? 1 : 0;
                int nextRow = size > 1 ? size : 0;
                float partX = (float) (x - left);
                float partY = (float) (y - top);
                for (int c = 0; c < 3; c++) {
                    int i = c * pixels + top * size + left;
                    float above = image[i] + partX * (image[i + nextColumn] - image[i]);
                    float below = image[i + nextRow] + partX * (image[i + nextRow + nextColumn] - image[i + nextRow]);
                    target[offset + c * pixels + row * size + column] = above + partY * (below - above);
                }
            }
        }
    }
}
