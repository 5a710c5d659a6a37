package org.diffcont.image;

import java.nio.file.Path;
import org.diffcont.error.UnreadableImageException;

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
     * Reads one image. Size, width and height are checked before pixels are decoded.
     *
     * @throws UnreadableImageException for any that gives no complete image within the limits
     */
    public static Image decode(ImageInput input, ImageLimits limits) {
        return input instanceof ImageInput.Picture picture ? decode(picture, limits)
            : ImageFile.open(input, limits).decode();
    }

    /** As {@link #decode(ImageInput, ImageLimits)}, for a file. */
    public static Image decode(Path file, ImageLimits limits) {
        return decode(new ImageInput.File(file), limits);
    }

    /** Takes over an image that is already in memory, by the same rules as a file. */
    private static Image decode(ImageInput.Picture input, ImageLimits limits) {
        ImageFile.checkSize(input, input.picture().getWidth(), input.picture().getHeight(), limits);
        Image image = Samples.toImage(input.picture());
        if (image == null) {
            throw new UnreadableImageException(input.name(), UnreadableImageException.Problem.UNSUPPORTED,
                "its samples are not 1- to 16-bit grey, RGB, CMYK or palette");
        }
        return image;
    }
}
