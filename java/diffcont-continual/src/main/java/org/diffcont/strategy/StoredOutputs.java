package org.diffcont.strategy;

import java.util.Arrays;

/**
 * What the network said of a class's stored images when they were stored. What each was noised by is not stored: it
 * comes from the seed, the class and the image's place ({@link DerPlusPlusStrategy}).
 *
 * @param noise    predicted noise: images x 3 x s x s, s as {@code network.image_size} says
 * @param logits   images x {@code classes}
 * @param classes  classes that the network had
 */
public record StoredOutputs(float[] noise, float[] logits, int classes) {
    public StoredOutputs {
        if (classes < 1 || logits.length % classes != 0
                || (logits.length == 0 ? noise.length != 0 : noise.length % (logits.length / classes) != 0)) {
            throw new IllegalArgumentException(noise.length + " values of noise and " + logits.length + " logits of "
                + classes + " classes are not outputs of images");
        }
    }

    /** How many images they are of. */
    public int count() {
        return logits.length / classes;
    }

    StoredOutputs first(int limit) {
        return limit >= count() ? this : new StoredOutputs(Arrays.copyOf(noise, noise.length / count() * limit),
            Arrays.copyOf(logits, limit * classes), classes);
    }

    /** Compared by content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StoredOutputs o && classes == o.classes && Arrays.equals(noise, o.noise)
            && Arrays.equals(logits, o.logits);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(noise) + Arrays.hashCode(logits);
    }
}
