package org.diffcont.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Set;
import org.diffcont.files.AtomicFiles;

/** Writes many small images as one PNG picture, row by row. */
public final class PictureGrid {
    private static final int GAP = 2;
    private static final int BACKGROUND = 0x202020;
    private static final int FRAME = 0xFF6B2C;

    private PictureGrid() {
    }

    /**
     * Writes the grid, replacing an older file only when the new one is complete.
     *
     * @param columns images a row; the last row may have fewer
     * @param framed  indices of the images that get an orange frame
     * @param scale   each image pixel becomes scale × scale pixels
     * @throws org.diffcont.error.OutputException when the file cannot be written
     */
    public static void write(Path file, ImageBatch images, int columns, Set<Integer> framed, int scale) {
        AtomicFiles.write(file, Pictures.png(draw(images, columns, framed, scale)));
    }

    static BufferedImage draw(ImageBatch images, int columns, Set<Integer> framed, int scale) {
        int count = images.count();
        if (columns < 1 || scale < 1 || count == 0) {
            throw new IllegalArgumentException(count + " images, " + columns + " columns and scale " + scale
                + " must be positive");
        }
        int side = images.size() * scale;
        int cell = side + GAP;
        BufferedImage picture = new BufferedImage(columns * cell + GAP, Math.ceilDiv(count, columns) * cell + GAP,
            BufferedImage.TYPE_INT_RGB);
        Pictures.fill(picture, 0, 0, picture.getWidth(), picture.getHeight(), BACKGROUND);
        for (int i = 0; i < count; i++) {
            int left = GAP + i % columns * cell;
            int top = GAP + i / columns * cell;
            if (framed.contains(i)) {
                Pictures.fill(picture, left - GAP, top - GAP, side + 2 * GAP, side + 2 * GAP, FRAME);
            }
            paste(picture, images.image(i), images.size(), left, top, scale);
        }
        return picture;
    }

    private static void paste(BufferedImage picture, float[] image, int size, int left, int top, int scale) {
        int plane = size * size;
        for (int i = 0; i < plane; i++) {
            int rgb = Pictures.level(image[i]) << 16 | Pictures.level(image[i + plane]) << 8
                | Pictures.level(image[i + 2 * plane]);
            Pictures.fill(picture, left + i % size * scale, top + i / size * scale, scale, scale, rgb);
        }
    }
}
