package org.diffcont.image;

import java.util.Objects;

/**
 * A colour image as the method sees it.
 *
 * @param width pixels a row
 * @param height rows
 * @param values 3·height·width samples in [−1, 1]: the R plane, then G, then B, each row by row. Not copied: whoever
 *     holds the array can change the image
 */
public record Image(int width, int height, float[] values) {
    /** Colour planes of every image: red, green, blue. */
    public static final int CHANNELS = 3;

    public Image {
        Objects.requireNonNull(values, "values");
        if (width < 1 || height < 1 || values.length != (long) CHANNELS * width * height) {
            throw new IllegalArgumentException("image of %d×%d needs 3·%d·%d values, not %d"
                    .formatted(width, height, height, width, values.length));
        }
    }

    /** The sample of one plane (0 red, 1 green, 2 blue) at column {@code x} of row {@code y}. */
    public float at(int channel, int y, int x) {
        Objects.checkIndex(channel, CHANNELS);
        Objects.checkIndex(y, height);
        Objects.checkIndex(x, width);
        return values[(channel * height + y) * width + x];
    }
}
