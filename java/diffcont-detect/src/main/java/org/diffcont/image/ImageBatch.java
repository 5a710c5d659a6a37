package org.diffcont.image;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Square images of one size. Each image is an array of its own, so that a batch may hold any number of them, and parts
 * of a batch share them. Not copied: nobody changes an image that is in a batch.
 *
 * @param images  3 x size x size samples each, in [-1, 1], plane after plane
 * @param size    side, pixels; 0 for a batch of no images
 */
public record ImageBatch(float[][] images, int size) {
    /** @throws IllegalArgumentException when an image has another number of samples */
    public ImageBatch {
        int length = Math.multiplyExact(Image.CHANNELS, Math.multiplyExact(size, size));
        for (float[] image : images) {
            if (image.length != length) {
                throw new IllegalArgumentException("an image of side " + size + " has " + length + " values, not "
                    + image.length);
            }
        }
    }

    public static ImageBatch empty() {
        return new ImageBatch(new float[0][], 0);
    }

    /**
     * Images that lie one after another in an array.
     *
     * @throws IllegalArgumentException when the array has another length
     */
    public static ImageBatch of(float[] values, int count, int size) {
        if (count == 0 ? values.length > 0 : values.length % count > 0) {
            throw new IllegalArgumentException(values.length + " values are not " + count + " images");
        }
        int length = count == 0 ? 0 : values.length / count;
        return new ImageBatch(IntStream.range(0, count).mapToObj(i -> Arrays.copyOfRange(values, i * length,
            (i + 1) * length)).toArray(float[][]::new), count == 0 ? 0 : size);
    }

    public int count() {
        return images.length;
    }

    /** Samples of one image. */
    public int imageLength() {
        return Image.CHANNELS * size * size;
    }

    public float[] image(int index) {
        return images[index];
    }

    /** The images at some indices, in their order; shared. */
    public ImageBatch select(int[] indices) {
        return new ImageBatch(Arrays.stream(indices).mapToObj(i -> images[i]).toArray(float[][]::new),
            indices.length == 0 ? 0 : size);
    }

    /** The images from {@code from} up to {@code to}; shared. */
    public ImageBatch range(int from, int to) {
        return new ImageBatch(Arrays.copyOfRange(images, from, to), from == to ? 0 : size);
    }

    /** The images of batches of one size, one batch after another; shared. */
    public static ImageBatch join(List<ImageBatch> parts) {
        return new ImageBatch(parts.stream().flatMap(p -> Arrays.stream(p.images)).toArray(float[][]::new),
            parts.stream().mapToInt(ImageBatch::size).max().orElse(0));
    }

    /**
     * A copy of all images in one array, one after another, for a call that takes a few at a time.
     *
     * @throws IllegalArgumentException when one array cannot hold them
     */
    public float[] values() {
        long length = (long) count() * imageLength();
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(count() + " images of side " + size + " have " + length
                + " values, more than one array can hold; take a part of them at a time");
        }
        float[] values = new float[(int) length];
        for (int i = 0; i < count(); i++) {
            System.arraycopy(images[i], 0, values, i * imageLength(), imageLength());
        }
        return values;
    }
}
