package org.diffcont.detect.source;

import java.util.List;

/**
 * Features of a batch of images: {@code count} x {@code locations} x {@code channels} floats, image by image, location
 * by location. A single vector an image, such as the bottleneck embedding, is one location.
 */
public record Features(float[] values, int count, int locations, int channels) {
    public Features {
        if ((long) count * locations * channels != values.length) {
            throw new IllegalArgumentException(values.length + " values are not " + count + " x " + locations + " x "
                + channels);
        }
    }

    /** Values for each image. */
    public int dimension() {
        return locations * channels;
    }

    /** The features of all parts' images, one part after the other; the parts must have the same shape. */
    public static Features join(List<Features> parts) {
        Features first = parts.getFirst();
        int count = 0;
        for (Features part : parts) {
            if (part.locations != first.locations || part.channels != first.channels) {
                throw new IllegalArgumentException("features of different shapes cannot be joined");
            }
            count += part.count;
        }
        float[] joined = new float[Math.multiplyExact(count, first.dimension())];
        int position = 0;
        for (Features part : parts) {
            System.arraycopy(part.values, 0, joined, position, part.values.length);
            position += part.values.length;
        }
        return new Features(joined, count, first.locations, first.channels);
    }

    /** The features of the images at {@code indices}, in that order. */
    public Features select(int[] indices) {
        int dimension = dimension();
        float[] selected = new float[Math.multiplyExact(indices.length, dimension)];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(values, indices[i] * dimension, selected, i * dimension, dimension);
        }
        return new Features(selected, indices.length, locations, channels);
    }
}
