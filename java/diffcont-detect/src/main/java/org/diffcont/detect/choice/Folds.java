package org.diffcont.detect.choice;

import java.util.stream.IntStream;

/** Splits {@code count} images into {@code folds} parts, every {@code folds}-th image one; no part is empty. */
public record Folds(int count, int folds) {
    public Folds {
        if (folds < 2 || folds > count) {
            throw new IllegalArgumentException(count + " images do not make " + folds + " folds");
        }
    }

    /** As many folds as wanted, but no more than images. */
    public static Folds of(int count, int wanted) {
        return new Folds(count, Math.min(wanted, count));
    }

    /** The images of a fold. */
    public int[] held(int fold) {
        return IntStream.range(0, count).filter(i -> i % folds == fold).toArray();
    }

    /** The images of all other folds. */
    public int[] others(int fold) {
        return IntStream.range(0, count).filter(i -> i % folds != fold).toArray();
    }
}
