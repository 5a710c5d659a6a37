package org.diffcont.inspection;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.diffcont.error.DataException;
import org.diffcont.image.ImageInput;

/**
 * An image to be scored or learned. What comes as a file or as a file's content goes through DiffCont's own decoder, as
 * on the command line: JPEG, PNG, TIFF, BMP, WebP, PGM and PPM, turned upright by its EXIF orientation, CMYK without a
 * profile, refused where it is truncated, damaged or over the model's limits. A {@link BufferedImage} is taken as it is: whoever decoded it
 * has decided all that, and {@code ImageIO.read} for one ignores the orientation and fills a truncated file up with grey.
 */
public final class Source {
    private final ImageInput input;

    private Source(ImageInput input) {
        this.input = input;
    }

    /**
     * An image file.
     *
     * @param file  read when it is needed
     * @return the source
     */
    public static Source of(Path file) {
        return new Source(new ImageInput.File(file));
    }

    /**
     * Image files.
     *
     * @param files  read when they are needed
     * @return a source for each, in order
     */
    public static List<Source> of(List<Path> files) {
        return files.stream().map(Source::of).toList();
    }

    /**
     * The content of an image file.
     *
     * @param content  not copied
     * @param name     what messages and results call it
     * @return the source
     */
    public static Source of(byte[] content, String name) {
        return new Source(new ImageInput.Bytes(content, name));
    }

    /**
     * The content of an image file, read from a stream now, to its end; the stream stays open.
     *
     * @param stream  gives the content
     * @param name    what messages and results call it
     * @return the source
     * @throws DataException when it cannot be read
     */
    public static Source of(InputStream stream, String name) {
        try {
            return of(stream.readAllBytes(), name);
        } catch (IOException e) {
            throw new DataException("cannot read image " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * A picture that was decoded already.
     *
     * @param picture  grey or RGB, 1 to 16 bits a sample; not copied, and not to be changed while it is used
     * @param name     what messages and results call it
     * @return the source
     */
    public static Source of(BufferedImage picture, String name) {
        return new Source(new ImageInput.Picture(picture, name));
    }

    /**
     * What messages and results call the image.
     *
     * @return the file's path, or the name that was given
     */
    public String name() {
        return input.name();
    }

    ImageInput input() {
        return input;
    }

    /**
     * The source's name.
     *
     * @return as {@link #name}
     */
    @Override
    public String toString() {
        return name();
    }
}
