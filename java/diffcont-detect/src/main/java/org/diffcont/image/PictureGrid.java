package org.diffcont.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.diffcont.files.AtomicFiles;

/** Writes many small images as one PNG picture, row by row, each row with a label above it. */
public final class PictureGrid {
    private static final int GAP = 2;
    private static final int BACKGROUND = 0x202020;
    private static final int INK = 0xF0F0F0;
    private static final int LABEL_HEIGHT = BitmapFont.HEIGHT + 4;

    private PictureGrid() {
    }

    /**
     * Writes the grid, replacing an older file only when the new one is complete.
     *
     * @param columns images a row; the last row may have fewer
     * @param rowLabels one a row, or none at all; letters are shown as capitals
     * @param scale each image pixel becomes scale×scale pixels
     * @throws org.diffcont.error.OutputException when the file cannot be written
     */
    public static void write(Path file, ImageBatch images, int columns, List<String> rowLabels, int scale) {
        write(file, images, columns, rowLabels, List.of(), scale);
    }

    /**
     * As {@link #write(Path, ImageBatch, int, List, int)}, with a label below each image too.
     *
     * @param imageLabels one an image, or none at all; one that is wider than its image runs into the next
     */
    public static void write(Path file, ImageBatch images, int columns, List<String> rowLabels,
            List<String> imageLabels, int scale) {
        BufferedImage picture = draw(images, columns, rowLabels, imageLabels, scale);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", png);
        } catch (IOException e) {
            throw new IllegalStateException("writing a picture to memory failed", e);
        }
        AtomicFiles.write(file, png.toByteArray());
    }

    static BufferedImage draw(ImageBatch images, int columns, List<String> rowLabels, int scale) {
        return draw(images, columns, rowLabels, List.of(), scale);
    }

    static BufferedImage draw(ImageBatch images, int columns, List<String> rowLabels, List<String> imageLabels,
            int scale) {
        int size = images.size();
        if (columns < 1 || scale < 1) {
            throw new IllegalArgumentException("columns " + columns + " and scale " + scale
                    + " must be positive");
        }
        int count = images.count();
        if (count == 0) {
            throw new IllegalArgumentException("there are no images to draw");
        }
        int rows = (count + columns - 1) / columns;
        if (!rowLabels.isEmpty() && rowLabels.size() != rows) {
            throw new IllegalArgumentException(rowLabels.size() + " labels for " + rows + " rows");
        }
        if (!imageLabels.isEmpty() && imageLabels.size() != count) {
            throw new IllegalArgumentException(imageLabels.size() + " labels for " + count + " images");
        }
        int label = rowLabels.isEmpty() ? 0 : LABEL_HEIGHT;
        int cell = size * scale + GAP;
        int height = cell + label + (imageLabels.isEmpty() ? 0 : LABEL_HEIGHT);
        int widest = rowLabels.stream().mapToInt(BitmapFont::width).max().orElse(0);
        int width = Math.max(columns * cell, widest + GAP) + GAP;
        BufferedImage picture = new BufferedImage(width, rows * height + GAP, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, BACKGROUND);
            }
        }
        for (int row = 0; row < rows; row++) {
            int top = GAP + row * height;
            if (label > 0) {
                BitmapFont.draw(picture, rowLabels.get(row), GAP, top + 1, INK);
            }
            for (int column = 0; column < columns && row * columns + column < count; column++) {
                int index = row * columns + column;
                paste(picture, images.image(index), size, GAP + column * cell, top + label, scale);
                if (!imageLabels.isEmpty()) {
                    BitmapFont.draw(picture, imageLabels.get(index), GAP + column * cell, top + label + cell, INK);
                }
            }
        }
        return picture;
    }

    private static void paste(
            BufferedImage picture, float[] image, int size, int left, int top, int scale) {
        int plane = size * size;
        for (int y = 0; y < size * scale; y++) {
            for (int x = 0; x < size * scale; x++) {
                int at = y / scale * size + x / scale;
                int rgb = Pictures.level(image[at]) << 16 | Pictures.level(image[at + plane]) << 8
                    | Pictures.level(image[at + 2 * plane]);
                picture.setRGB(left + x, top + y, rgb);
            }
        }
    }
}
