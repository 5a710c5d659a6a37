package org.diffcont.detect;

import java.util.stream.IntStream;

/**
 * Which of a class's normal training images are held out for calibration. No random choice: every k-th image, spread
 * evenly over the list, so that a recording's drift reaches both parts.
 *
 * @param train indices of the images to train on, ascending
 * @param calibration indices of the images held out, ascending
 */
public record CalibrationSplit(int[] train, int[] calibration) {
    /**
     * Holds out a share of {@code count} images: image i when ⌊(i+1)·share⌋ &gt; ⌊i·share⌋, which is every fifth
     * image (4, 9, …) for a share of 0.2. At least one image stays on each side.
     *
     * @param count images, at least 2
     * @param share in (0, 1)
     */
    public static CalibrationSplit of(int count, double share) {
        if (count < 2) {
            throw new IllegalArgumentException(count + " images cannot be split in two");
        }
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("calibration share " + share + " is not between 0 and 1");
        }
        boolean[] held = new boolean[count];
        int heldCount = 0;
        for (int i = 0; i < count; i++) {
            held[i] = heldOut(i + 1, share) > heldOut(i, share);
            heldCount += held[i] ? 1 : 0;
        }
        if (heldCount == 0) {
            held[count - 1] = true;
        } else if (heldCount == count) {
            held[0] = false;
        }
        return new CalibrationSplit(
                IntStream.range(0, count).filter(i -> !held[i]).toArray(),
                IntStream.range(0, count).filter(i -> held[i]).toArray());
    }

    /** The tiny addend keeps 5·0.2 and the like from falling short of their whole number. */
    private static long heldOut(int images, double share) {
        return (long) Math.floor(images * share + 1e-9);
    }
}
