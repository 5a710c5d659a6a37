package org.diffcont.inspection;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures of two made-up products, twice as wide as high, so that mixed up sides show. */
enum Pictures {
    /** Grey with a dark bar along it, high up. */
    PLATE,
    /** Blue and yellow squares. */
    MESH;

    static final int WIDTH = 96;
    static final int HEIGHT = 48;

    /** A product without a defect; one seed, one picture. */
    BufferedImage normal(long seed) {
        return picture(seed, 0);
    }

    /** As {@link #normal}, photographed with more light. */
    BufferedImage brighter(long seed, int light) {
        return picture(seed, light);
    }

    /** As {@link #normal}, with a black patch. */
    BufferedImage defective(long seed, Rectangle patch) {
        BufferedImage picture = normal(seed);
        Graphics2D drawing = picture.createGraphics();
        drawing.setColor(Color.BLACK);
        drawing.fill(patch);
        drawing.dispose();
        return picture;
    }

    private BufferedImage picture(long seed, int light) {
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int noise = light + random.nextInt(24);
                boolean odd = x / 12 % 2 == y / 12 % 2;
                int bar = y >= 6 && y < 14 ? 110 : 160;
                picture.setRGB(x, y, switch (this) {
                    case PLATE -> new Color(bar + noise, bar + noise, bar + noise).getRGB();
                    case MESH -> new Color(odd ? 60 + noise : 190 + noise, odd ? 60 + noise : 180 + noise,
                        odd ? 180 + noise : 60 + noise).getRGB();
                });
            }
        }
        return picture;
    }

    /** Files of different normal pictures. */
    List<Path> files(Path folder, int count, long firstSeed) {
        return IntStream.range(0, count).mapToObj(i -> png(folder.resolve(name() + "-" + (firstSeed + i) + ".png"),
            normal(firstSeed + i))).toList();
    }

    static Path png(Path file, BufferedImage picture) {
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(picture, "png", file.toFile());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A quarter turn, to the left as a camera held upright on its right side stores it, or back to the right. */
    static BufferedImage turned(BufferedImage picture, boolean left) {
        int width = picture.getHeight();
        int height = picture.getWidth();
        BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                turned.setRGB(x, y, left ? picture.getRGB(height - 1 - y, x) : picture.getRGB(y, width - 1 - x));
            }
        }
        return turned;
    }

    /** A JPEG file's content, hardly compressed, as ImageIO writes it. */
    static byte[] jpeg(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(1);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A JPEG file with a segment APP1 that says how its pixels must be turned to stand upright (EXIF 2.3, tag 274). */
    static byte[] oriented(byte[] jpeg, int orientation) throws IOException {
        byte[] exif = {(byte) 0xFF, (byte) 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
            // A TIFF head, big-endian, whose directory begins after 8 bytes ...
            'M', 'M', 0, 42, 0, 0, 0, 8,
            // ... and has one entry: tag 0x0112, of type SHORT, one value. No directory follows.
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0, 0, 0};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(jpeg, 0, 2);
        bytes.write(exif);
        bytes.write(jpeg, 2, jpeg.length - 2);
        return bytes.toByteArray();
    }
}
