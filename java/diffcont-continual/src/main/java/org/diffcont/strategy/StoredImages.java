package org.diffcont.strategy;

import java.util.Arrays;
import java.util.Optional;

/**
 * Images of one class that a strategy carries from one experience to the next, at 8 bits a channel as image files hold
 * them. An image that was resized loses at most 1/255 of the range of its values.
 *
 * @param pixels   count x 3 x S x S; an unsigned byte b stands for 2 b / 255 - 1
 * @param outputs  what the network said of them; empty where the strategy does not ask
 */
public record StoredImages(byte[] pixels, int count, Optional<StoredOutputs> outputs) {
    private static final float HALF_RANGE = 127.5f;

    public StoredImages {
        if (count < 0 || (count == 0 ? pixels.length != 0 : pixels.length % count != 0)) {
            throw new IllegalArgumentException(pixels.length + " bytes are not " + count + " images");
        }
        if (outputs.isPresent() && outputs.get().count() != count) {
            throw new IllegalArgumentException(outputs.get().count() + " outputs for " + count + " images");
        }
    }

    public StoredImages(byte[] pixels, int count) {
        this(pixels, count, Optional.empty());
    }

    /** @param images  count x 3 x S x S floats in [-1, 1] */
    public static StoredImages of(float[] images, int count) {
        byte[] pixels = new byte[images.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.clamp(Math.round((images[i] + 1) * HALF_RANGE), 0, 255);
        }
        return new StoredImages(pixels, count);
    }

    /** The images as networks and readings take them: count x 3 x S x S floats in [-1, 1]. */
    public float[] images() {
        float[] images = new float[pixels.length];
        for (int i = 0; i < images.length; i++) {
            images[i] = (pixels[i] & 0xFF) / HALF_RANGE - 1;
        }
        return images;
    }

    /** The first {@code limit} images, or all where there are no more. */
    public StoredImages first(int limit) {
        return limit >= count ? this : new StoredImages(Arrays.copyOf(pixels, pixels.length / count * limit), limit,
            outputs.map(o -> o.first(limit)));
    }

    StoredImages with(StoredOutputs said) {
        return new StoredImages(pixels, count, Optional.of(said));
    }

    /** Compared by content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StoredImages o && count == o.count && Arrays.equals(pixels, o.pixels)
            && outputs.equals(o.outputs);
    }

    @Override
    public int hashCode() {
        return 31 * count + Arrays.hashCode(pixels);
    }
}
