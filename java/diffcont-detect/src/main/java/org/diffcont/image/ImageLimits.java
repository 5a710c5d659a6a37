package org.diffcont.image;

import java.time.Duration;

/**
 * What an image file may ask of this machine: its size, checked from the file's size and header before any pixel is
 * decoded, and the time that decoding takes.
 *
 * @param maxPixels largest width·height
 * @param maxBytes largest file
 * @param minSide smallest width and height, pixels
 * @param maxTime longest decoding; what takes longer is given up
 */
public record ImageLimits(long maxPixels, long maxBytes, int minSide, Duration maxTime) {
    /** A minute: many times what the largest allowed image takes. */
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** 50 million pixels, 256 MiB, 8 pixels, a minute. */
    public static final ImageLimits DEFAULT = new ImageLimits(50_000_000L, 256L << 20, 8);

    public ImageLimits {
        if (maxPixels < 1 || maxBytes < 1 || minSide < 1 || !maxTime.isPositive()) {
            throw new IllegalArgumentException("image limits must be positive: " + maxPixels + " pixels, " + maxBytes
                    + " bytes, " + minSide + " pixels a side, " + maxTime);
        }
        // Three float planes live in one Java array.
        if (maxPixels > Integer.MAX_VALUE / Image.CHANNELS - 8) {
            throw new IllegalArgumentException("maxPixels " + maxPixels + " is more than one array can hold");
        }
    }

    /** Limits of size, and a minute. */
    public ImageLimits(long maxPixels, long maxBytes, int minSide) {
        this(maxPixels, maxBytes, minSide, LONGEST);
    }
}
