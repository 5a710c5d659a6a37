package org.diffcont.image;

/**
 * What an image file may ask of this machine, checked from the file's size and header before any pixel is decoded.
 *
 * @param maxPixels largest width·height
 * @param maxBytes largest file
 * @param minSide smallest width and height, pixels
 */
public record ImageLimits(long maxPixels, long maxBytes, int minSide) {
    /** 50 million pixels, 256 MiB, 8 pixels. */
    public static final ImageLimits DEFAULT = new ImageLimits(50_000_000L, 256L << 20, 8);

    public ImageLimits {
        if (maxPixels < 1 || maxBytes < 1 || minSide < 1) {
            throw new IllegalArgumentException("image limits must be positive: " + maxPixels + " pixels, " + maxBytes
                    + " bytes, " + minSide + " pixels a side");
        }
        // Three float planes live in one Java array.
        if (maxPixels > Integer.MAX_VALUE / Image.CHANNELS - 8) {
            throw new IllegalArgumentException("maxPixels " + maxPixels + " is more than one array can hold");
        }
    }
}
