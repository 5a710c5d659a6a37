package org.diffcont.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * Image files to values in [−1, 1]: JPEG (grey, YCbCr, RGB, CMYK, YCCK), PNG, BMP and TIFF (first page), 1 to 16 bits a
 * sample, grey, RGB or palette, with or without alpha. The format is told from the file's content, not its name.
 * <ul>
 * <li>A sample v of b bits becomes 2·v/(2^b − 1) − 1; grey fills all three planes.
 * <li>Transparent pixels are composed over white.
 * <li>CMYK becomes RGB as (1 − C)·(1 − K), without a colour profile; embedded profiles are never applied.
 * <li>JPEG and TIFF files are turned upright by their EXIF orientation.
 * </ul>
 */
public final class ImageDecoder {
    private ImageDecoder() {
    }

    /**
     * Reads one file. Its size and its header's width and height are checked before its pixels are decoded.
     *
     * @throws UnreadableImageException for any file that gives no complete image within the limits
     */
    public static Image decode(Path file, ImageLimits limits) {
        return ImageFile.open(file, limits).decode();
    }

    /**
     * Takes over an image that is already in memory, by the same rules as a file.
     *
     * @throws IllegalArgumentException when its samples are not 1- to 16-bit grey, RGB, CMYK or palette
     */
    public static Image decode(BufferedImage picture) {
        Image image = Samples.toImage(picture);
        if (image == null) {
            throw new IllegalArgumentException("cannot take over an image with " + picture.getColorModel());
        }
        return image;
    }
}
