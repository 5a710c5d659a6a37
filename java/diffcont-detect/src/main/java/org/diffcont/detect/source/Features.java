package org.diffcont.detect.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.diffcont.image.ImageBatch;

/**
 * Features of some images: {@code locations} x {@code channels} floats each, location by location. A single vector an
 * image, such as the bottleneck embedding, is one location. Each image's are an array of its own; parts share them.
 */
public record Features(float[][] rows, int locations, int channels) {
    public Features {
        for (float[] row : rows) {
            if ((long) locations * channels != row.length) {
                throw new IllegalArgumentException(row.length + " values are not " + locations + " x " + channels);
            }
        }
    }

    /** Features that lie one image after another in an array. */
    public static Features of(float[] values, int count, int locations, int channels) {
        int dimension = locations * channels;
        if ((long) count * dimension != values.length) {
            throw new IllegalArgumentException(values.length + " values are not " + count + " x " + locations + " x "
                + channels);
        }
        return new Features(IntStream.range(0, count).mapToObj(i -> Arrays.copyOfRange(values, i * dimension,
            (i + 1) * dimension)).toArray(float[][]::new), locations, channels);
    }

    /** Reads images a few at a time. */
    static Features inBatches(ImageBatch images, int atOnce, Function<ImageBatch, Features> read) {
        List<Features> parts = new ArrayList<>();
        for (int from = 0; from < images.count(); from += atOnce) {
            parts.add(read.apply(images.range(from, Math.min(images.count(), from + atOnce))));
        }
        return join(parts);
    }

    public int count() {
        return rows.length;
    }

    /** Values of each image. */
    public int dimension() {
        return locations * channels;
    }

    public float[] row(int image) {
        return rows[image];
    }

    /** The features of all parts' images, one part after the other; the parts must have the same shape. Shared. */
    public static Features join(List<Features> parts) {
        Features first = parts.getFirst();
        for (Features part : parts) {
            if (part.locations != first.locations || part.channels != first.channels) {
                throw new IllegalArgumentException("features of different shapes cannot be joined");
            }
        }
        return new Features(parts.stream().flatMap(p -> Arrays.stream(p.rows)).toArray(float[][]::new),
            first.locations, first.channels);
    }

    /** The features of the images at {@code indices}, in that order; shared. */
    public Features select(int[] indices) {
        return new Features(Arrays.stream(indices).mapToObj(i -> rows[i]).toArray(float[][]::new), locations,
            channels);
    }

    /** The features of images spread evenly over all, at most so many, 2 or more. */
    public Features spread(int most) {
        return count() <= most ? this : select(IntStream.range(0, most)
            .map(i -> (int) Math.round(i * (count() - 1.0) / (most - 1))).toArray());
    }

    /** A copy of all features in one array, image by image. */
    public float[] values() {
        long length = (long) rows.length * dimension();
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the features of " + rows.length + " images have " + length
                + " values, more than one array can hold; take a part of them at a time");
        }
        float[] values = new float[(int) length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * dimension(), dimension());
        }
        return values;
    }
}
