package org.diffcont.synthetic;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffcont.image.Pictures;

/** Writes pictures and masks as 8-bit PNG. */
final class PngFile {
    private PngFile() {
    }

    static void writeImage(Path file, Specimen specimen) throws IOException {
        int size = specimen.imageSize();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, size, size, specimen.pixels(), 0, size);
        Files.write(file, Pictures.png(image));
    }

    /** 255 inside the mask, 0 elsewhere, one channel. */
    static void writeMask(Path file, Specimen specimen) throws IOException {
        int size = specimen.imageSize();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < size * size; i++) {
            image.getRaster().setSample(i % size, i / size, 0, specimen.mask()[i] ? 255 : 0);
        }
        Files.write(file, Pictures.png(image));
    }
}
