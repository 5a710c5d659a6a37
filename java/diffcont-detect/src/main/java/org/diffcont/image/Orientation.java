package org.diffcont.image;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * EXIF orientation (TIFF tag 274): how the stored pixels must be turned to stand upright. 1 as stored, 2 mirrored
 * left to right, 3 turned by 180°, 4 mirrored top to bottom, 5 transposed, 6 turned clockwise, 7 transposed along the
 * other diagonal, 8 turned counter-clockwise.
 */
final class Orientation {
    static final int AS_STORED = 1;
    /** Bytes of "Exif" and two zeros. */
    private static final int TITLE = 6;

    private Orientation() {
    }

    /** The orientation of a JPEG file; {@link #AS_STORED} where there is none or it cannot be understood. */
    static int ofJpeg(byte[] file) {
        try {
            return of(JpegMetadataReader.readMetadata(new ByteArrayInputStream(file), List.of(new ExifReader())));
        } catch (JpegProcessingException | IOException | RuntimeException e) {
            // Broken camera notes do not make the pixels useless.
            return AS_STORED;
        }
    }

    /** As {@link #ofJpeg}, of an EXIF block as PNG and WebP hold it, with or without JPEG's "Exif" before it. */
    static int ofExif(byte[] block) {
        boolean titled = block.length > TITLE && new String(block, 0, 4, StandardCharsets.ISO_8859_1).equals("Exif");
        try {
            Metadata metadata = new Metadata();
            new ExifReader().extract(new ByteArrayReader(block, titled ? TITLE : 0), metadata);
            return of(metadata);
        } catch (RuntimeException e) {
            return AS_STORED;
        }
    }

    private static int of(Metadata metadata) {
        for (ExifIFD0Directory directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
            Integer value = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            if (value != null) {
                return value >= 1 && value <= 8 ? value : AS_STORED;
            }
        }
        return AS_STORED;
    }

    /** The image turned upright; the same object for {@link #AS_STORED}. */
    static Image apply(Image stored, int orientation) {
        if (orientation == AS_STORED) {
            return stored;
        }
        boolean turned = orientation >= 5;
        int width = turned ? stored.height() : stored.width();
        int height = turned ? stored.width() : stored.height();
        int lastColumn = stored.width() - 1;
        int lastRow = stored.height() - 1;
        float[] source = stored.values();
        float[] target = new float[source.length];
        int plane = width * height;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = switch (orientation) {
                    case 2, 3 -> lastColumn - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> lastColumn - y;
                };
                int row = switch (orientation) {
                    case 2 -> y;
                    case 3, 4 -> lastRow - y;
                    case 5, 8 -> x;
                    default -> lastRow - x;
                };
                int from = row * stored.width() + column;
                int to = y * width + x;
                target[to] = source[from];
                target[plane + to] = source[plane + from];
                target[2 * plane + to] = source[2 * plane + from];
            }
        }
        return new Image(width, height, target);
    }
}
