package org.diffcont.detect.choice;

import java.util.stream.IntStream;

/** Splits {@code count} images into {@code folds} parts, every {@code folds}-th image one; no part is empty. */
public record Folds(int count, int folds) {
    /** Of fewer images than these, what a fold leaves out counts. */
    private static final int ENOUGH = 60;
    private static final int FOLDS_OF_FEW = 20;

    public Folds {
        if (folds < 2 || folds > count) {
            throw new IllegalArgumentException(count + " images do not make " + folds + " folds");
        }
    }

    /** As many folds as wanted, but no more than images. */
    public static Folds of(int count, int wanted) {
        return new Folds(count, Math.min(wanted, count));
    }

    /**
     * Where scales and thresholds are set: as wanted, but of few images {@value #FOLDS_OF_FEW}, so that the models that
     * did not see an image were fitted to almost as many as the class's own.
     */
    public static Folds toCalibrate(int count, int wanted) {
        return of(count, count < ENOUGH ? Math.max(wanted, FOLDS_OF_FEW) : wanted);
    }

    /** Images outside the largest fold. */
    public int fewestOthers() {
        return count - (count + folds - 1) / folds;
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
