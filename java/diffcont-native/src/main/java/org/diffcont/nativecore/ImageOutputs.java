package org.diffcont.nativecore;

/**
 * What a network says of images, each noised as {@link Trainer#outputs} says.
 *
 * @param noise    predicted noise: images x channels x size x size
 * @param logits   images x classes of the network; NaN for a class that it did not know
 * @param streams  one an image: with the seed, what the image was noised by
 */
public record ImageOutputs(float[] noise, float[] logits, long[] streams) {
    public int count() {
        return streams.length;
    }
}
