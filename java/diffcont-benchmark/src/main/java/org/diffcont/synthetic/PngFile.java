package org.diffcont.synthetic;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures and masks as 8-bit PNG. */
final class PngFile {
    private PngFile() {
    }

    static void writeImage(Path file, Specimen specimen) throws IOException {
        int size = specimen.imageSize();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, size, size, specimen.pixels(), 0, size);
        write(file, image);
    }

    /** 255 inside the mask, 0 elsewhere, one channel. */
    static void writeMask(Path file, Specimen specimen) throws IOException {
        int size = specimen.imageSize();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < size * size; i++) {
            image.getRaster().setSample(i % size, i / size, 0, specimen.mask()[i] ? 255 : 0);
        }
        write(file, image);
    }

    /** Encodes in memory: ImageIO.write would put a cache file into the temporary folder for each picture. */
    private static void write(Path file, BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(image);
        } finally {
            writer.dispose();
        }
        Files.write(file, bytes.toByteArray());
    }
}
