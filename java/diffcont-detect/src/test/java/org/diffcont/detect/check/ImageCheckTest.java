package org.diffcont.detect.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffcont.image.BoxBlur;
import org.diffcont.image.ImageBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageCheckTest {
    private static final int SIZE = 32;
    private static final int PIXELS = SIZE * SIZE;
    private static final ImageCheck CHECK = ImageCheck.fit(new ImageBatch(IntStream.range(0, 40)
        .mapToObj(i -> product(i)).toArray(float[][]::new), SIZE));

    /** A reddish disc on a dark ground, with some grain and a lamp that flickers a little. */
    private static float[] product(long seed) {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (long i = 0; i < 50 * seed; i++) {
            random.nextLong();
        }
        double lamp = 1 + 0.05 * random.nextGaussian();
        float[] image = new float[3 * PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            boolean inside = Math.hypot(i % SIZE - 15.5, i / SIZE - 15.5) < 10;
            double grain = 0.02 * random.nextGaussian();
            image[i] = value((inside ? 0.7 : 0.2) * lamp + grain);
            image[PIXELS + i] = value((inside ? 0.5 : 0.2) * lamp + grain);
            image[2 * PIXELS + i] = value((inside ? 0.4 : 0.2) * lamp + grain);
        }
        return image;
    }

    private static float value(double unit) {
        return (float) (2 * Math.clamp(unit, 0, 1) - 1);
    }

    private static float[] each(float[] image, DoubleUnaryOperator change) {
        float[] changed = new float[image.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = value(change.applyAsDouble((image[i] + 1) / 2));
        }
        return changed;
    }

    private static float[] blurred(float[] image) {
        float[] blurred = new float[image.length];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(BoxBlur.blurred(Arrays.copyOfRange(image, c * PIXELS, (c + 1) * PIXELS), SIZE, 2), 0,
                blurred, c * PIXELS, PIXELS);
        }
        return blurred;
    }

    private static float[] swapped(float[] image) {
        return Stream.of(2, 1, 0)
            .map(c -> Arrays.copyOfRange(image, c * PIXELS, (c + 1) * PIXELS))
            .reduce(new float[0], (a, b) -> {
                float[] both = Arrays.copyOf(a, a.length + b.length);
                System.arraycopy(b, 0, both, a.length, b.length);
                return both;
            });
    }

    private static Optional<ImageCheck.Fault> fault(float[] image) {
        return CHECK.fault(ImageMeasures.of(image, SIZE));
    }

    @Test
    void furtherImagesOfTheClassPass() {
        for (int i = 100; i < 200; i++) {
            assertEquals(Optional.empty(), fault(product(i)));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "0.5, 0", "0.02, 0.01"})
    void aDeadCamerasFrameIsBlankWhateverItsGrey(double grey, double noise) {
        float[] dark = each(product(300), v -> grey + noise * (v - 0.3));
        ImageCheck.Fault fault = fault(dark).orElseThrow();
        assertTrue(fault.blank() && fault.text().startsWith("blank frame (contrast 0.0"), fault::toString);
    }

    @Test
    void whatIsWrongWithAnImageIsSaid() {
        float[] image = product(300);
        assertFault("low in contrast", each(image, v -> 0.4 * v + 0.18));
        assertFault("out of focus", blurred(image));
        assertFault("overexposed", each(image, v -> v + 0.3));
        assertFault("underexposed", each(image, v -> v - 0.15));
        assertFault("colour cast", swapped(image));
    }

    private static void assertFault(String start, float[] image) {
        ImageCheck.Fault fault = fault(image).orElseThrow(() -> new AssertionError(start));
        assertTrue(fault.text().startsWith(start) && !fault.blank(), fault::toString);
    }

    @Test
    void oneBlankFrameAmongAHundredDoesNotOpenTheRange() {
        float[][] images = IntStream.range(0, 120).mapToObj(i -> product(i)).toArray(float[][]::new);
        images[7] = new float[3 * PIXELS];
        ImageCheck check = ImageCheck.fit(new ImageBatch(images, SIZE));
        assertTrue(check.fault(ImageMeasures.of(images[7], SIZE)).orElseThrow().blank());
        assertEquals(Optional.empty(), check.fault(ImageMeasures.of(product(300), SIZE)));
    }

    @Test
    void measuresAreThoseOfTheirDefinitions() {
        // Left half black, right half (1, 0.5, 0): brightness 0.299 + 0.587 / 2 = 0.5925 there.
        float[] image = new float[3 * 16];
        Arrays.fill(image, -1);
        for (int i = 0; i < 16; i++) {
            if (i % 4 >= 2) {
                image[i] = 1;
                image[16 + i] = 0;
            }
        }
        double[] measures = ImageMeasures.of(image, 4);
        assertEquals(0.5925 / 2, measures[ImageMeasure.LEVEL.ordinal()], 1e-6);
        assertEquals(0.5925 / 2, measures[ImageMeasure.CONTRAST.ordinal()], 1e-6);
        assertEquals(0.5, measures[ImageMeasure.SATURATION.ordinal()], 1e-6);
        assertEquals(0.25, measures[ImageMeasure.RED.ordinal()], 1e-6);
        assertEquals(-0.25, measures[ImageMeasure.BLUE.ordinal()], 1e-6);
        assertEquals(1, measures[ImageMeasure.ENTROPY.ordinal()], 1e-6);
        // Of the four inner pixels the two left of the step have a first difference, all four a second one.
        assertEquals(Math.log(Math.sqrt(2)), measures[ImageMeasure.SHARPNESS.ordinal()], 1e-3);
    }
}
