package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureGridTest {
    /** Five 2×2 images: image i has red level 10·i, green −1, blue above 1; its last pixel is black. */
    private static ImageBatch fiveImages() {
        float[] images = new float[5 * 12];
        for (int i = 0; i < 5; i++) {
            for (int pixel = 0; pixel < 4; pixel++) {
                boolean last = pixel == 3;
                images[i * 12 + pixel] = last ? -1 : (float) (10 * i / 255.0 * 2 - 1);
                images[i * 12 + 4 + pixel] = -1;
                images[i * 12 + 8 + pixel] = last ? -1 : 1.5f;
            }
        }
        return ImageBatch.of(images, 5, 2);
    }

    @Test
    void imagesStandRowByRowEachPixelScaledUp(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("grid.png");
        PictureGrid.write(file, fiveImages(), 3, List.of(), 4);
        BufferedImage picture = ImageIO.read(file.toFile());
        // Cells are 2·4 pixels and a gap of 2.
        assertEquals(3 * 10 + 2, picture.getWidth());
        assertEquals(2 * 10 + 2, picture.getHeight());
        for (int i = 0; i < 5; i++) {
            int left = 2 + i % 3 * 10;
            int top = 2 + i / 3 * 10;
            int expected = 0xFF000000 | 10 * i << 16 | 255;
            assertEquals(expected, picture.getRGB(left, top));
            assertEquals(expected, picture.getRGB(left + 3, top + 7));
            assertEquals(0xFF000000, picture.getRGB(left + 4, top + 4));
            assertEquals(0xFF000000, picture.getRGB(left + 7, top + 7));
        }
        assertEquals(0xFF202020, picture.getRGB(24, 14), "the missing sixth image");
    }

    @Test
    void labelsAreDrawnAboveTheirRows() {
        BufferedImage picture = PictureGrid.draw(fiveImages(), 3, List.of("L", "i"), 4);
        int ink = 0xFFF0F0F0;
        assertEquals(ink, picture.getRGB(2, 3), "top of the L");
        assertEquals(ink, picture.getRGB(6, 9), "foot of the L");
        assertFalse(picture.getRGB(6, 3) == ink);
        int secondRow = 10 + 11;
        assertEquals(ink, picture.getRGB(4, secondRow + 6), "stem of the I, shown as a capital");
        assertFalse(picture.getRGB(2, secondRow + 6) == ink);
    }

    @Test
    void aLongLabelWidensThePicture() {
        String label = "magnetic_tile 100/100";
        assertTrue(PictureGrid.draw(fiveImages(), 5, List.of(label), 1).getWidth() >= BitmapFont.width(label));
    }

    @Test
    void anUnknownLetterIsShownAsAQuestionMark() {
        BufferedImage unknown = new BufferedImage(6, 7, BufferedImage.TYPE_INT_RGB);
        BufferedImage mark = new BufferedImage(6, 7, BufferedImage.TYPE_INT_RGB);
        BitmapFont.draw(unknown, "é", 0, 0, 0xFFFFFF);
        BitmapFont.draw(mark, "?", 0, 0, 0xFFFFFF);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 6; x++) {
                assertEquals(mark.getRGB(x, y), unknown.getRGB(x, y));
            }
        }
    }

    @Test
    void aFolderThatIsNotThereGivesOneClearLineAndLeavesNothing(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("none").resolve("grid.png");
        var e = assertThrows(UserException.class, () -> PictureGrid.write(file, fiveImages(), 3, List.of(), 1));
        assertTrue(e.getMessage().startsWith("cannot write " + file + ": its folder does not exist"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void refusesNoImagesAndTooFewLabels() {
        assertThrows(IllegalArgumentException.class, () -> PictureGrid.draw(ImageBatch.empty(), 3, List.of(), 1));
        assertThrows(IllegalArgumentException.class, () -> PictureGrid.draw(fiveImages(), 3, List.of("one"), 1));
    }
}
