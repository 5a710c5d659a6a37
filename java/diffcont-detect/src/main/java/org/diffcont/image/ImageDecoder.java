package org.diffcont.image;

import java.nio.file.Path;
import org.diffcont.error.UnreadableImageException;

/**
 * Image files to values in [−1, 1]: JPEG (grey, YCbCr, RGB, CMYK, YCCK), PNG, BMP, TIFF, PGM and its kin, WebP; 1 to 16
 * bits a sample, grey, RGB or palette, with or without alpha. The format is told from the file's content, not its name.
 * <ul>
 * <li>A sample v of b bits becomes 2·v/(2^b − 1) − 1; grey fills all three planes. What b is for files of more than 8
 * bits says {@link BitsRule}.
 * <li>Transparent pixels are composed over white.
 * <li>CMYK becomes RGB as (1 − C)·(1 − K), without a colour profile; embedded profiles are never applied.
 * <li>JPEG, TIFF, PNG and WebP files are turned upright by their EXIF orientation; one in XMP is not looked at.
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
    public static Image decode(ImageInput input, ImageReading reading) {
        return input instanceof ImageInput.Picture picture ? decode(picture, reading).image()
            : ImageFile.open(input, reading).decode().image();
    }

    /** As {@link #decode(ImageInput, ImageReading)}, for a file. */
    public static Image decode(Path file, ImageReading reading) {
        return decode(new ImageInput.File(file), reading);
    }

    /** As {@link #decode(ImageInput, ImageReading)}, the first page, with the bits that the image itself uses. */
    public static Image decode(ImageInput input, ImageLimits limits) {
        return decode(input, new ImageReading(limits));
    }

    /** As {@link #decode(ImageInput, ImageLimits)}, for a file. */
    public static Image decode(Path file, ImageLimits limits) {
        return decode(new ImageInput.File(file), limits);
    }

    /** Takes over an image that is already in memory, by the same rules as a file; it is a page by itself. */
    static DecodedImage decode(ImageInput.Picture input, ImageReading reading) {
        ImageFile.checkSize(input, input.picture().getWidth(), input.picture().getHeight(), reading.limits());
        return Samples.toImage(input.picture(), FileSamples.UNTOLD, reading.bits(), 1)
            .orElseThrow(() -> new UnreadableImageException(input.name(),
                UnreadableImageException.Problem.UNSUPPORTED, Samples.REFUSED));
    }
}
