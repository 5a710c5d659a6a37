package org.diffcont.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.diffcont.dataset.TestImage;
import org.diffcont.image.Image;
import org.diffcont.image.ImageFacts;
import org.diffcont.image.ImageLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefectMasksTest {
    private static final ImageFacts FACTS = new ImageFacts(16, 16, 8, 8, 1, 8);

    @TempDir
    Path root;

    private final DefectMasks masks = new DefectMasks(ImageLimits.DEFAULT);

    /** A black picture with a block of 8 by 8 pixels of one level at each place given, from its left upper corner on. */
    private Path file(String name, int width, int height, int level, int... lefts) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int left : lefts) {
            for (int i = 0; i < 64; i++) {
                picture.getRaster().setSample(left + i % 8, i / 8, 0, level);
            }
        }
        Path file = root.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    private Optional<boolean[]> read(Path... files) {
        return masks.of(new TestImage(root.resolve("image.png"), "scratch", true, List.of(files)), FACTS, 2);
    }

    private static float[] picture(int width, int height, int... bright) {
        float[] values = new float[3 * width * height];
        Arrays.fill(values, -1);
        for (int pixel : bright) {
            for (int c = 0; c < 3; c++) {
                values[c * width * height + pixel] = 1;
            }
        }
        return values;
    }

    @Test
    void aPixelIsDefectiveWhenHalfOfItIs() {
        // 4 x 4 to 2 x 2: two of four pixels, one of four, none, all.
        assertArrayEquals(new boolean[] {true, false, false, true}, DefectMasks.mask(new Image(4, 4,
            picture(4, 4, 0, 5, 2, 10, 11, 14, 15)), 2));
    }

    @Test
    void aDefectSmallerThanAPixelIsNotLost() {
        assertArrayEquals(new boolean[] {false, true, false, false}, DefectMasks.mask(new Image(4, 4,
            picture(4, 4, 3)), 2));
        assertArrayEquals(new boolean[4], DefectMasks.mask(new Image(4, 4, picture(4, 4)), 2));
    }

    @Test
    void labelsThatLookBlackAreDefectsWhereNothingIsBright() {
        float[] values = picture(2, 2, 3);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] > 0 ? -1 + 2f / 255 : -1;
        }
        assertArrayEquals(new boolean[] {false, false, false, true},
            DefectMasks.mask(new Image(2, 2, values), 2));
    }

    @Test
    void manyLevelsAreSoftBordersAndFewAreLabels() {
        float[] soft = picture(4, 4);
        float[] labels = picture(4, 4);
        for (int plane = 0; plane < 3; plane++) {
            for (int i = 0; i < 16; i++) {
                soft[plane * 16 + i] = -1 + i / 8f;
                // 255 in the first row and 100 in the last one.
                labels[plane * 16 + i] = i < 4 ? 1 : i >= 12 ? 2 * 100 / 255f - 1 : -1;
            }
        }
        // Above 0 are pixels 9 to 15 of 16.
        assertArrayEquals(new boolean[] {false, false, true, true}, DefectMasks.mask(new Image(4, 4, soft), 2));
        assertArrayEquals(new boolean[] {true, true, true, true}, DefectMasks.mask(new Image(4, 4, labels), 2));
    }

    @Test
    void aMaskInAnyColourCounts() {
        float[] green = new float[3 * 4];
        Arrays.fill(green, -1);
        green[4 + 2] = 1;
        assertArrayEquals(new boolean[] {false, false, true, false}, DefectMasks.mask(new Image(2, 2, green), 2));
    }

    @Test
    void masksOfOneImageAddUp() throws IOException {
        assertArrayEquals(new boolean[] {true, true, false, false}, read(file("0.png", 16, 16, 255, 0),
            file("1.png", 16, 16, 244, 8)).orElseThrow());
        assertEquals(List.of(), masks.notes("plate", root));
    }

    @Test
    void aNormalImageHasNoDefectivePixelAndADefectiveOneWithoutMaskIsNotKnown() {
        assertArrayEquals(new boolean[4], masks.of(new TestImage(root, "good", false, List.of()), FACTS, 2).orElseThrow());
        assertTrue(read().isEmpty());
        assertEquals(List.of(), masks.notes("plate", root));
    }

    @Test
    void whatIsWrongWithMasksIsTold() throws IOException {
        assertArrayEquals(new boolean[] {true, false, false, false},
            read(file("size.png", 32, 32, 255, 0, 8)).orElseThrow());
        assertTrue(read(file("shape.png", 32, 16, 255, 0)).isEmpty());
        assertTrue(read(file("empty.png", 16, 16, 255)).isEmpty());
        assertTrue(read(file("empty2.png", 16, 16, 0, 0)).isEmpty());
        assertTrue(read(Files.writeString(root.resolve("text.png"), "no picture")).isEmpty());
        assertTrue(read(root.resolve("missing.png")).isEmpty());
        BufferedImage white = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        white.getRaster().setSamples(0, 0, 16, 16, 0, Arrays.stream(new int[256]).map(_ -> 255).toArray());
        ImageIO.write(white, "png", root.resolve("white.png").toFile());
        assertArrayEquals(new boolean[] {true, true, true, true}, read(root.resolve("white.png")).orElseThrow());
        String leftOut = "; their images have no part in pixel metrics";
        assertEquals(List.of("plate: masks that cannot be read: 2, e.g. text.png" + leftOut,
            "plate: masks that have another shape than their image: 1, e.g. shape.png" + leftOut,
            "plate: masks that mark no pixel of a defective image: 2, e.g. empty.png" + leftOut,
            "plate: masks that have another size than their image, and were resized to it: 1, e.g. size.png",
            "plate: masks that mark the whole image: 1, e.g. white.png"), masks.notes("plate", root));
    }
}
