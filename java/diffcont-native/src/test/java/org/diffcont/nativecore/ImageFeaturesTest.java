package org.diffcont.nativecore;

import static org.diffcont.nativecore.Examples.assertIllegalArgument;
import static org.diffcont.nativecore.Examples.assertNativeFailure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Random;
import org.diffcont.nativecore.ImageFeatures.Exposure;
import org.diffcont.nativecore.ImageFeatures.Kind;
import org.junit.jupiter.api.Test;

class ImageFeaturesTest {

    private static final int SIZE = 32;
    private static final int IMAGE = 3 * SIZE * SIZE;

    private static float[] noise(long seed, int count) {
        Random source = new Random(seed);
        float[] values = new float[count * IMAGE];
        for (int i = 0; i < values.length; i++) {
            values[i] = source.nextFloat() * 2 - 1;
        }
        return values;
    }

    @Test
    void eachKindHasItsShape() {
        assertEquals(40, new ImageFeatures(Kind.FILTER_BANK, Exposure.AS_IS, 128, 16).channels());
        assertEquals(66, new ImageFeatures(Kind.DCT, Exposure.AS_IS, 128, 16).channels());
        assertEquals(3, new ImageFeatures(Kind.PIXELS, Exposure.AS_IS, 32, 32).channels());
        assertEquals(256, new ImageFeatures(Kind.FILTER_BANK, Exposure.AS_IS, 128, 16).locations());
        assertEquals(2 * 16 * 40,
                new ImageFeatures(Kind.FILTER_BANK, Exposure.AS_IS, SIZE, 4).read(noise(1, 2), 2).length);
    }

    @Test
    void rawPixelsAreTheImageWithItsChannelsTogether() {
        float[] image = noise(2, 1);
        float[] features = new ImageFeatures(Kind.PIXELS, Exposure.AS_IS, SIZE, SIZE).read(image, 1);
        for (int location = 0; location < SIZE * SIZE; location++) {
            for (int channel = 0; channel < 3; channel++) {
                assertEquals(image[channel * SIZE * SIZE + location], features[location * 3 + channel]);
            }
        }
    }

    @Test
    void theFirstCosineCoefficientIsTheCellsMeanLuminanceTimesItsSide() {
        float[] image = new float[IMAGE];
        Arrays.fill(image, 0, SIZE * SIZE, 0.5f);
        float[] features = new ImageFeatures(Kind.DCT, Exposure.AS_IS, SIZE, 4).read(image, 1);
        assertEquals(8 * 0.299 * 0.5, features[0], 1e-6);
        assertEquals(0, features[1], 1e-6);
        assertEquals(-0.299 * 0.5, features[64], 1e-6);
        assertEquals(0.5 - 0.299 * 0.5, features[65], 1e-6);
    }

    @Test
    void exposureTakesBrightnessAndContrastOut() {
        float[] image = noise(3, 1);
        float[] darker = new float[IMAGE];
        for (int i = 0; i < IMAGE; i++) {
            darker[i] = image[i] - 0.25f;
        }
        for (Kind kind : Kind.values()) {
            float[] expected = new ImageFeatures(kind, Exposure.MEAN_SUBTRACTED, SIZE, 4).read(image, 1);
            assertArrayEquals(expected, new ImageFeatures(kind, Exposure.MEAN_SUBTRACTED, SIZE, 4).read(darker, 1),
                    1e-5f);
            assertFalse(Arrays.equals(expected, new ImageFeatures(kind, Exposure.STANDARDISED, SIZE, 4)
                    .read(image, 1)));
            assertFalse(Arrays.equals(expected, new ImageFeatures(kind, Exposure.AS_IS, SIZE, 4).read(image, 1)));
        }
    }

    @Test
    void anImageKeepsItsBitsInAnyBatch() {
        float[] images = noise(4, 37);
        ImageFeatures features = new ImageFeatures(Kind.FILTER_BANK, Exposure.STANDARDISED, SIZE, 4);
        float[] together = features.read(images, 37);
        for (int i : new int[] {0, 2, 15, 16, 31, 32, 36}) {
            float[] alone = features.read(Arrays.copyOfRange(images, i * IMAGE, (i + 1) * IMAGE), 1);
            assertArrayEquals(alone, Arrays.copyOfRange(together, i * alone.length, (i + 1) * alone.length));
        }
    }

    @Test
    void misuseIsNamed() {
        assertIllegalArgument("imageSize is 0", () -> new ImageFeatures(Kind.DCT, Exposure.AS_IS, 0, 1));
        assertIllegalArgument("imageSize is 4097", () -> new ImageFeatures(Kind.DCT, Exposure.AS_IS, 4097, 17));
        assertIllegalArgument("grid is 0", () -> new ImageFeatures(Kind.DCT, Exposure.AS_IS, 32, 0));
        assertIllegalArgument("grid is 5", () -> new ImageFeatures(Kind.DCT, Exposure.AS_IS, 32, 5));
        ImageFeatures features = new ImageFeatures(Kind.PIXELS, Exposure.AS_IS, SIZE, SIZE);
        assertIllegalArgument("images holds 3072", () -> features.read(noise(5, 1), 2));
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "even number",
                () -> new ImageFeatures(Kind.FILTER_BANK, Exposure.AS_IS, SIZE, SIZE).channels());
        float[] bad = noise(6, 2);
        bad[IMAGE + 7] = Float.NaN;
        assertNativeFailure(NativeStatus.NOT_FINITE, "image 1 has", () -> features.read(bad, 2));
        float[] late = noise(7, 20);
        late[18 * IMAGE] = Float.POSITIVE_INFINITY;
        assertNativeFailure(NativeStatus.NOT_FINITE, "image 2 has a value that is not finite (counted from image 16)",
                () -> features.read(late, 20));
    }
}
