package org.diffcont.pose;

import java.util.Arrays;
import java.util.Optional;
import org.diffcont.image.BoxBlur;

/**
 * The product in an image: the largest connected region unlike the background, its holes filled.
 *
 * @param area        share of the image it covers, in (0, 1]
 * @param whole       share of all pixels unlike the background that are in this one region, in (0, 1]
 * @param border      share of the image's border it touches, in [0, 1]
 * @param centreX     its centroid, in image sides from the left, in [0, 1]
 * @param centreY     from the top
 * @param angle       of its long axis, in radians from the x axis towards the y axis (downwards), pointing to the
 *                    thinner, farther-reaching end: the side of positive skewness
 * @param elongation  standard deviation along the long axis over that across it, 1 or more
 */
record Foreground(double area, double whole, double border, double centreX, double centreY, double angle,
        double elongation) {
    private static final int BORDER_WIDTHS = 32;

    /**
     * Finds the product in an image.
     *
     * @param image  3 x size x size, in [-1, 1]
     * @return empty when all of the image is like its border
     */
    static Optional<Foreground> find(float[] image, int size, Segmentation segmentation) {
        float[] distances = distances(image, size);
        boolean[] ring = ring(size);
        float[] ofBorder = select(distances, ring);
        float limit = segmentation.limit(distances, ofBorder);
        boolean[] unlike = new boolean[distances.length];
        int count = 0;
        for (int i = 0; i < unlike.length; i++) {
            unlike[i] = distances[i] > limit;
            count += unlike[i] ? 1 : 0;
        }
        if (count == 0) {
            return Optional.empty();
        }
        Regions regions = new Regions(size);
        boolean[] product = regions.largest(unlike);
        int own = count(product);
        regions.fillHoles(product);
        return Optional.of(describe(product, size, (double) own / count));
    }

    /** Each pixel's Euclidean colour distance from the border's median colour, after a light blur against noise. */
    private static float[] distances(float[] image, int size) {
        int pixels = size * size;
        boolean[] ring = ring(size);
        float[] distances = new float[pixels];
        for (int c = 0; c < 3; c++) {
            float[] plane = BoxBlur.blurred(Arrays.copyOfRange(image, c * pixels, (c + 1) * pixels), size, 1);
            float[] border = select(plane, ring);
            Arrays.sort(border);
            float background = border[border.length / 2];
            for (int i = 0; i < pixels; i++) {
                distances[i] += (plane[i] - background) * (plane[i] - background);
            }
        }
        for (int i = 0; i < pixels; i++) {
            distances[i] = (float) Math.sqrt(distances[i]);
        }
        return distances;
    }

    private static boolean[] ring(int size) {
        int width = Math.max(1, size / BORDER_WIDTHS);
        boolean[] ring = new boolean[size * size];
        for (int i = 0; i < ring.length; i++) {
            int x = i % size;
            int y = i / size;
            ring[i] = Math.min(Math.min(x, size - 1 - x), Math.min(y, size - 1 - y)) < width;
        }
        return ring;
    }

    private static float[] select(float[] values, boolean[] mask) {
        float[] selected = new float[count(mask)];
        int position = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) {
                selected[position++] = values[i];
            }
        }
        return selected;
    }

    private static int count(boolean[] mask) {
        int count = 0;
        for (boolean set : mask) {
            count += set ? 1 : 0;
        }
        return count;
    }

    private static Foreground describe(boolean[] product, int size, double whole) {
        int count = 0;
        int touching = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < product.length; i++) {
            if (product[i]) {
                int x = i % size;
                int y = i / size;
                count++;
                sumX += x;
                sumY += y;
                touching += x == 0 || y == 0 || x == size - 1 || y == size - 1 ? 1 : 0;
            }
        }
        double centreX = sumX / count;
        double centreY = sumY / count;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < product.length; i++) {
            if (product[i]) {
                double x = i % size - centreX;
                double y = i / size - centreY;
                xx += x * x / count;
                xy += x * y / count;
                yy += y * y / count;
            }
        }
        double angle = 0.5 * Math.atan2(2 * xy, xx - yy);
        double middle = (xx + yy) / 2;
        double half = Math.hypot((xx - yy) / 2, xy);
        // A line one pixel wide still has the width of a pixel.
        double elongation = Math.sqrt((middle + half + 1.0 / 12) / (Math.max(0, middle - half) + 1.0 / 12));
        double cubes = 0;
        for (int i = 0; i < product.length; i++) {
            if (product[i]) {
                double along = (i % size - centreX) * Math.cos(angle) + (i / size - centreY) * Math.sin(angle);
                cubes += along * along * along;
            }
        }
        return new Foreground((double) count / product.length, whole, (double) touching / Math.max(1, 4 * (size - 1)),
            (centreX + 0.5) / size, (centreY + 0.5) / size, cubes < 0 ? angle + Math.PI : angle, elongation);
    }
}
