package org.diffcont.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.diffcont.config.DataSettings;
import org.diffcont.error.UserException;
import org.diffcont.image.BitsRule;
import org.diffcont.image.Image;
import org.diffcont.image.ImageDecoder;
import org.diffcont.image.ImageLimits;
import org.diffcont.image.ImageReading;
import org.diffcont.image.Pictures;

/** Pictures as data URIs, small enough to go into the page. */
final class Thumbnails {
    private static final int SIDE = 128;
    private static final float QUALITY = 0.85f;
    private static final int PICTURE_BYTES = 300_000;

    private Thumbnails() {
    }

    /**
     * A picture in the page.
     *
     * @param uri    the picture itself
     * @param width  pixels
     * @param height pixels
     */
    record Picture(String uri, int width, int height) {
    }

    /**
     * An image file, at most {@value #SIDE} pixels wide and high.
     *
     * @param root the data folder; nothing outside of it is read
     * @return empty when it is not there or cannot be read: a report outlives its data
     */
    static Optional<Picture> of(Path root, String path, DataSettings limits) {
        Path base = root.toAbsolutePath().normalize();
        Path file = base.resolve(path).normalize();
        if (!file.startsWith(base) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Image image = ImageDecoder.decode(file, new ImageReading(new ImageLimits(limits.maxPixels(),
                limits.maxBytes(), limits.minSide()), limits.page(), BitsRule.ITS_OWN));
            return Optional.of(jpeg(Pictures.of(Pictures.within(image, SIDE))));
        } catch (UserException _) {
            return Optional.empty();
        }
    }

    /** A PNG file as it is, or as JPEG where it is large; empty when it cannot be read. */
    static Optional<Picture> ofPng(Path file) {
        try {
            // With limits: a run folder may come from anywhere.
            BufferedImage picture = Pictures.of(ImageDecoder.decode(file, ImageLimits.DEFAULT));
            byte[] content = Files.readAllBytes(file);
            return Optional.of(content.length > PICTURE_BYTES ? jpeg(picture)
                : new Picture(uri("png", content), picture.getWidth(), picture.getHeight()));
        } catch (IOException | UserException _) {
            return Optional.empty();
        }
    }

    private static Picture jpeg(BufferedImage picture) {
        return new Picture(uri("jpeg", Pictures.jpeg(picture, QUALITY)), picture.getWidth(), picture.getHeight());
    }

    private static String uri(String format, byte[] content) {
        return "data:image/" + format + ";base64," + Base64.getEncoder().encodeToString(content);
    }
}
