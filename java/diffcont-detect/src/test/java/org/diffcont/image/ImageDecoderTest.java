package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.error.UnreadableImageException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values: Pillow 13.0, written by src/test/resources/image/make_images.py. */
class ImageDecoderTest {
    private static final ImageLimits SMALL = new ImageLimits(10_000, 100_000, 1);

    @TestFactory
    Stream<DynamicTest> givesTheSamplesThatPillowGives() throws IOException {
        JsonNode expected = new ObjectMapper().readTree(TestFiles.resource("expected.json").toFile());
        List<DynamicTest> tests = new ArrayList<>();
        expected.properties().forEach(entry -> tests.add(
                DynamicTest.dynamicTest(entry.getKey(), () -> compare(entry.getKey(), entry.getValue()))));
        assertEquals(79, tests.size());
        return tests.stream();
    }

    private static void compare(String name, JsonNode expected) {
        Image image = ImageDecoder.decode(TestFiles.resource(name), SMALL);
        assertEquals(expected.get("width").asInt(), image.width(), "width");
        assertEquals(expected.get("height").asInt(), image.height(), "height");
        double largest = expected.get("largest").asDouble();
        double tolerance = expected.get("tolerance").asDouble();
        JsonNode values = expected.get("values");
        assertEquals(values.size(), image.values().length);
        for (int i = 0; i < values.size(); i++) {
            if (tolerance == 0) {
                // Exact: the nearest float to 2·v/largest − 1.
                assertEquals((float) (values.get(i).asInt() / largest * 2 - 1), image.values()[i], "value " + i);
            } else {
                assertEquals(values.get(i).asInt(), (image.values()[i] + 1) / 2 * largest, tolerance, "value " + i);
            }
        }
    }

    @Test
    void aPageIsChosenAndCopiesInSmallAreNoPages() {
        ImageInput file = new ImageInput.File(TestFiles.resource("pages.tif"));
        DecodedImage second = ImageFile.open(file, new ImageReading(SMALL, 2, BitsRule.ITS_OWN)).decode();
        assertEquals(new ImageFacts(9, 5, 16, 16, 2, 16), second.facts());
        Image first16 = ImageDecoder.decode(TestFiles.resource("grey16.tif"), SMALL);
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 9; x++) {
                assertEquals(first16.at(0, y, x), second.image().at(0, y, x));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"pages.tif, 3, it has 2 pages", "rgb8.png, 2, it has 1 page", "rgb.jpg, 2, it has 1 page",
        "rgb8.bmp, 7, it has 1 page", "grey8.pgm, 2, it has 1 page", "rgb8.webp, 2, it has 1 page",
        "animated.webp, 3, it has 2 pages"})
    void aPageThatIsNotThereIsTold(String name, int page, String words) {
        var e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(
            new ImageInput.File(TestFiles.resource(name)), new ImageReading(SMALL, page, BitsRule.ITS_OWN)));
        assertEquals(UnreadableImageException.Problem.NO_SUCH_PAGE, e.problem());
        assertTrue(e.getMessage().contains(words + ", and no page " + page + " (data.page)"), e.getMessage());
    }

    @Test
    void anAnimationIsCountedAndItsFirstPictureRead() {
        ImageInput file = new ImageInput.File(TestFiles.resource("animated.webp"));
        assertEquals(2, ImageFile.open(file, new ImageReading(SMALL)).decode().facts().pages());
        var e = assertThrows(UnreadableImageException.class,
            () -> ImageDecoder.decode(file, new ImageReading(SMALL, 2, BitsRule.ITS_OWN)));
        assertEquals(UnreadableImageException.Problem.UNSUPPORTED, e.problem());
    }

    private static Image decode(BufferedImage picture) {
        return ImageDecoder.decode(new ImageInput.Picture(picture, "camera"), SMALL);
    }

    @Test
    void greyInMemoryIsNotPushedThroughAGammaCurve() {
        BufferedImage picture = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 256; x++) {
            picture.getRaster().setSample(x, 0, 0, x);
        }
        Image image = decode(picture);
        for (int x = 0; x < 256; x++) {
            for (int channel = 0; channel < 3; channel++) {
                assertEquals((float) (x / 255.0 * 2 - 1), image.at(channel, 0, x));
            }
        }
    }

    @Test
    void sixteenBitGreyInMemoryKeepsNeighbouringLevelsApart() {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        int[] levels = {0, 30000, 30001};
        for (int x = 0; x < 3; x++) {
            picture.getRaster().setSample(x, 0, 0, levels[x]);
        }
        Image image = decode(picture);
        for (int x = 0; x < 3; x++) {
            assertEquals((float) (levels[x] / 65535.0 * 2 - 1), image.at(1, 0, x));
        }
    }

    @Test
    void packedAndComponentColourInMemoryGiveTheSameValues() {
        int[] types = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_BGR, BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_INT_ARGB_PRE};
        float[] expected = {-1, (float) (128 / 255.0 * 2 - 1), (float) (51 / 255.0 * 2 - 1)};
        for (int type : types) {
            BufferedImage picture = new BufferedImage(1, 1, type);
            picture.setRGB(0, 0, 0xFF008033);
            assertArrayEquals(expected, decode(picture).values(), "type " + type);
        }
    }

    @Test
    void transparentPixelsShowWhite() {
        for (int type : new int[] {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE}) {
            BufferedImage picture = new BufferedImage(2, 1, type);
            picture.setRGB(0, 0, 0x00000000);
            picture.setRGB(1, 0, 0x33000000);
            Image image = decode(picture);
            assertEquals(1f, image.at(0, 0, 0), 1e-6f);
            assertEquals(0.6f, image.at(0, 0, 1), 1e-6f);
        }
    }

    @Test
    void refusesAnImageInMemoryWhoseSamplesAreNotColours() {
        BufferedImage picture = new BufferedImage(
                new java.awt.image.ComponentColorModel(
                        java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_GRAY), false, false,
                        java.awt.Transparency.OPAQUE, java.awt.image.DataBuffer.TYPE_FLOAT),
                java.awt.image.Raster.createWritableRaster(
                        new java.awt.image.BandedSampleModel(java.awt.image.DataBuffer.TYPE_FLOAT, 2, 2, 1), null),
                false, null);
        var e = assertThrows(UnreadableImageException.class, () -> decode(picture));
        assertEquals(UnreadableImageException.Problem.UNSUPPORTED, e.problem());
        assertEquals("camera", e.image());
    }
}
