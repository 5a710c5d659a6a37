package org.diffcont.pose;

import java.util.Optional;
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
     * An image with the product in its pose; an image without one is left as it is.
     *
     * @param image  3 x size x size, in [-1, 1]
     */
    public float[] apply(float[] image, int size) {
        Optional<Foreground> product = find(image, size, segmentation);
        if (product.isEmpty()) {
            return image;
        }
        float[] posed = new float[image.length];
        move(image, size, product.get(), posed);
        return posed;
    }

    /**
     * A posed image's map, brought back to where the image's pixels are; beyond the posed image's edges the edges are
     * repeated.
     *
     * @param map    of the posed image, size x size
     * @param image  as it was before {@link #apply}, 3 x size x size
     */
    public float[] restore(float[] map, float[] image, int size) {
        Optional<Foreground> product = find(image, size, segmentation);
        if (product.isEmpty()) {
            return map;
        }
        float[] restored = new float[map.length];
        restore(map, size, product.get(), restored);
        return restored;
    }

    private void restore(float[] map, int size, Foreground product, float[] target) {
        double cos = turns ? Math.cos(product.angle()) : 1;
        double sin = turns ? Math.sin(product.angle()) : 0;
        double middle = (size - 1) / 2.0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double x = column - (product.centreX() * size - 0.5);
                double y = row - (product.centreY() * size - 0.5);
                int posedColumn = (int) Math.round(Math.clamp(middle + cos * x + sin * y, 0, size - 1));
                int posedRow = (int) Math.round(Math.clamp(middle - sin * x + cos * y, 0, size - 1));
                target[row * size + column] = map[posedRow * size + posedColumn];
            }
        }
    }

    static Optional<Foreground> find(float[] image, int size, Segmentation segmentation) {
        int factor = 1;
        while (size % (2 * factor) == 0 && size / factor > SEARCH_SIZE) {
            factor *= 2;
        }
        return Foreground.find(factor == 1 ? image : BlockMeans.of(image, size, size / factor), size / factor,
            segmentation);
    }

    /** Samples the image bilinearly where the posed image's pixels come from; beyond its edges they are repeated. */
    private void move(float[] image, int size, Foreground product, float[] target) {
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
                    target[c * pixels + row * size + column] = above + partY * (below - above);
                }
            }
        }
    }
}
