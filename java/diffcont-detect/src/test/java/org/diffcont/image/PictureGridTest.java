package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureGridTest {
    /** Five 2×2 images: image i has red level 10·i, green −1, blue above 1; its last pixel is black. */
    private static ImageBatch fiveImages() {
        float[][] images = new float[5][12];
        for (int i = 0; i < 5; i++) {
            for (int pixel = 0; pixel < 4; pixel++) {
                boolean last = pixel == 3;
                images[i][pixel] = last ? -1 : (float) (10 * i / 255.0 * 2 - 1);
                images[i][4 + pixel] = -1;
                images[i][8 + pixel] = last ? -1 : 1.5f;
            }
        }
        return new ImageBatch(images, 2);
    }

    @Test
    void imagesStandRowByRowEachPixelScaledUp(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("grid.png");
        PictureGrid.write(file, fiveImages(), 3, Set.of(), 4);
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
    void aFrameGoesAroundItsImageAndHidesNothingOfIt() {
        BufferedImage picture = PictureGrid.draw(fiveImages(), 3, Set.of(1), 4);
        int frame = 0xFFFF6B2C;
        assertEquals(frame, picture.getRGB(10, 0));
        assertEquals(frame, picture.getRGB(21, 11));
        assertEquals(0xFF000000 | 10 << 16 | 255, picture.getRGB(12, 2));
        assertEquals(0xFF202020, picture.getRGB(9, 0));
        assertEquals(0xFF202020, picture.getRGB(22, 0));
    }

    @Test
    void aFolderThatIsNotThereGivesOneClearLineAndLeavesNothing(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("none").resolve("grid.png");
        var e = assertThrows(UserException.class, () -> PictureGrid.write(file, fiveImages(), 3, Set.of(), 1));
        assertTrue(e.getMessage().startsWith("cannot write " + file + ": its folder does not exist"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void refusesToDrawNothing() {
        ImageBatch none = new ImageBatch(new float[0][], 2);
        assertThrows(IllegalArgumentException.class, () -> PictureGrid.draw(none, 3, Set.of(), 1));
        assertThrows(IllegalArgumentException.class, () -> PictureGrid.draw(fiveImages(), 0, Set.of(), 1));
    }
}
