package org.diffcont.strategy;

import java.util.Arrays;
import java.util.Optional;
import org.diffcont.image.ImageBatch;

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

    /** The images at 8 bits a channel. */
    public static StoredImages of(ImageBatch images) {
        byte[] pixels = new byte[Math.multiplyExact(images.count(), images.imageLength())];
        int position = 0;
        for (float[] image : images.images()) {
            for (float value : image) {
                pixels[position++] = (byte) Math.clamp(Math.round((value + 1) * HALF_RANGE), 0, 255);
            }
        }
        return new StoredImages(pixels, images.count());
    }

    /** The images as networks and readings take them. */
    public ImageBatch images() {
        int length = count == 0 ? 0 : pixels.length / count;
        float[][] images = new float[count][length];
        for (int i = 0; i < pixels.length; i++) {
            images[i / length][i % length] = (pixels[i] & 0xFF) / HALF_RANGE - 1;
        }
        return new ImageBatch(images, (int) Math.round(Math.sqrt(length / 3.0)));
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
