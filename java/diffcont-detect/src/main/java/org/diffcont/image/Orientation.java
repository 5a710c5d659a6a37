package org.diffcont.image;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.util.List;

/**
 * EXIF orientation (TIFF tag 274): how the stored pixels must be turned to stand upright. 1 as stored, 2 mirrored
 * left to right, 3 turned by 180°, 4 mirrored top to bottom, 5 transposed, 6 turned clockwise, 7 transposed along the
 * other diagonal, 8 turned counter-clockwise.
 */
final class Orientation {
    static final int AS_STORED = 1;

    private Orientation() {
    }

    /** The orientation of a JPEG or TIFF file; {@link #AS_STORED} where there is none or it cannot be understood. */
    static int of(byte[] file, ImageFormat format) {
        try {
            ByteArrayInputStream stream = new ByteArrayInputStream(file);
            Metadata metadata = switch (format) {
                case JPEG -> JpegMetadataReader.readMetadata(stream, List.of(new ExifReader()));
                case TIFF -> TiffMetadataReader.readMetadata(stream);
                case PNG, BMP -> new Metadata();
            };
            for (ExifIFD0Directory directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
                Integer value = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
                if (value != null) {
                    return value >= 1 && value <= 8 ? value : AS_STORED;
                }
            }
            return AS_STORED;
        } catch (Exception e) {
            // Broken camera notes do not make the pixels useless.
            return AS_STORED;
        }
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
