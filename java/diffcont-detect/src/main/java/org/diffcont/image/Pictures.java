package org.diffcont.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as pictures that Java can draw on, and pictures as files. */
public final class Pictures {
    private Pictures() {
    }

    /** The image in 8 bits a channel. */
    public static BufferedImage of(Image image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                picture.setRGB(x, y, level(image.at(0, y, x)) << 16 | level(image.at(1, y, x)) << 8
                    | level(image.at(2, y, x)));
            }
        }
        return picture;
    }

    /** A sample in [-1, 1], or the nearest value there, as a level from 0 to 255. */
    public static int level(float value) {
        return Math.round((Math.clamp(value, -1f, 1f) + 1) / 2 * 255);
    }

    /** The image no larger than {@code side} pixels in width and height, in its own shape; never enlarged. */
    public static Image within(Image image, int side) {
        double factor = Math.min(1, (double) side / Math.max(image.width(), image.height()));
        return AreaResize.resize(image, Math.max(1, (int) Math.round(factor * image.width())),
            Math.max(1, (int) Math.round(factor * image.height())));
    }

    /** Paints a rectangle. */
    public static void fill(BufferedImage picture, int left, int top, int width, int height, int rgb) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                picture.setRGB(x, y, rgb);
            }
        }
    }

    public static byte[] png(BufferedImage picture) {
        return encode(picture, "png", null);
    }

    /** @param quality  from 0 to 1 */
    public static byte[] jpeg(BufferedImage picture, float quality) {
        return encode(picture, "jpeg", quality);
    }

    /** Encodes in memory: by itself ImageIO puts a cache file into the temporary folder for each picture. */
    private static byte[] encode(BufferedImage picture, String format, Float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (quality != null) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(quality);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } catch (IOException e) {
            throw new IllegalStateException("writing a picture to memory failed", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
