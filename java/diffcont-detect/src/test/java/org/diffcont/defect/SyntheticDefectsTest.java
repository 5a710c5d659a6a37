package org.diffcont.defect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.diffcont.defect.SyntheticDefects.Defective;
import org.diffcont.image.ImageBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticDefectsTest {
    private static final int COUNT = 3;
    private static final int SIZE = 48;
    private static final int VALUES = 3 * SIZE * SIZE;
    /** Families that take material from the image itself or from nowhere. */
    private static final Set<DefectFamily> WITHOUT_DONOR = EnumSet.complementOf(EnumSet.of(DefectFamily.CUT_PASTE,
            DefectFamily.SCAR, DefectFamily.BLEND, DefectFamily.TEXTURE));

    @ParameterizedTest
    @EnumSource
    void changesANoisyAndAFlatImageVisiblyAndNothingOutsideItsMask(DefectFamily family) {
        SyntheticDefects defects = new SyntheticDefects(List.of(family));
        for (ImageBatch images : List.of(noisy(COUNT, SIZE, 1f), noisy(COUNT, SIZE, .1f), flat(0f), flat(-1f),
                flat(1f))) {
            for (long seed = 0; seed < 25; seed++) {
                assertVisibleInMaskOnly(images, defects.paste(images, 1, seed), family + " " + seed);
            }
        }
    }

    private static void assertVisibleInMaskOnly(ImageBatch images, Defective defective, String what) {
        double change = 0;
        int marked = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            boolean changed = false;
            for (int channel = 0; channel < 3; channel++) {
                float before = images.image(1)[channel * SIZE * SIZE + i];
                float after = defective.image()[channel * SIZE * SIZE + i];
                assertTrue(after >= -1f && after <= 1f, what);
                changed |= Float.floatToRawIntBits(before) != Float.floatToRawIntBits(after);
                change += Math.abs(after - before) / 3.0;
            }
            assertEquals(changed, defective.mask()[i], what);
            marked += changed ? 1 : 0;
        }
        assertTrue(marked >= 4, what + " changed " + marked + " pixels");
        assertTrue(change >= .0299 * marked, what + " changed them by " + change / marked);
    }

    @Test
    void leavesTheImagesAsTheyWere() {
        ImageBatch images = noisy(COUNT, SIZE, 1f);
        float[] copy = images.values();
        for (long seed = 0; seed < 60; seed++) {
            new SyntheticDefects(DefectFamily.all()).paste(images, 2, seed);
        }
        assertArrayEquals(copy, images.values());
    }

    @Test
    void isAFunctionOfSeedAndIndex() {
        ImageBatch images = noisy(COUNT, SIZE, .5f);
        SyntheticDefects defects = new SyntheticDefects(DefectFamily.all());
        for (long seed = 0; seed < 60; seed++) {
            Defective one = defects.paste(images, 0, seed);
            defects.paste(images, 1, seed + 1);
            Defective again = new SyntheticDefects(DefectFamily.all()).paste(images, 0, seed);
            assertArrayEquals(one.image(), again.image());
            assertArrayEquals(one.mask(), again.mask());
            assertEquals(one.families(), again.families());
            assertFalse(Arrays.equals(one.mask(), defects.paste(images, 0, seed + 1000).mask()));
        }
    }

    @Test
    void placesDifferByIndexOnEqualImages() {
        ImageBatch images = noisy(1, SIZE, .5f).select(new int[] {0, 0});
        SyntheticDefects defects = new SyntheticDefects(List.of(DefectFamily.TONE));
        for (long seed = 0; seed < 20; seed++) {
            assertFalse(Arrays.equals(defects.paste(images, 0, seed).mask(),
                    defects.paste(images, 1, seed).mask()));
        }
    }

    @Test
    void familiesWithoutADonorDoNotSeeTheOtherImages() {
        ImageBatch images = noisy(COUNT, SIZE, .5f);
        ImageBatch alone = images.range(0, 1);
        SyntheticDefects defects = new SyntheticDefects(List.copyOf(WITHOUT_DONOR));
        for (long seed = 0; seed < 100; seed++) {
            assertArrayEquals(defects.paste(alone, 0, seed).image(),
                    defects.paste(images, 0, seed).image());
        }
    }

    @Test
    void cutPasteTakesMaterialFromOtherImagesToo() {
        ImageBatch images = ImageBatch.join(List.of(flat(-.5f).range(0, 1), flat(.5f).range(1, 3)));
        SyntheticDefects defects = new SyntheticDefects(List.of(DefectFamily.CUT_PASTE));
        int foreign = 0;
        for (long seed = 0; seed < 100; seed++) {
            float[] image = defects.paste(images, 0, seed).image();
            for (float value : image) {
                if (value == .5f) {
                    foreign++;
                    break;
                }
            }
        }
        assertTrue(foreign > 30 && foreign < 95, foreign + " of 100");
    }

    @Test
    void drawsOneOrTwoDefectsOfEveryFamilyAlike() {
        ImageBatch images = noisy(1, SIZE, .5f);
        SyntheticDefects defects = new SyntheticDefects(DefectFamily.all());
        List<String> names = DefectFamily.all().stream().map(DefectFamily::text).toList();
        int[] counts = new int[names.size()];
        int total = 0;
        int pastes = 1000;
        for (long seed = 0; seed < pastes; seed++) {
            List<String> families = defects.paste(images, 0, seed).families();
            assertTrue(families.size() == 1 || families.size() == 2);
            total += families.size();
            families.forEach(text -> counts[names.indexOf(text)]++);
        }
        assertEquals(1.5, (double) total / pastes, .05);
        for (int count : counts) {
            // Mean 107, standard deviation 10.
            assertEquals(1.5 * pastes / counts.length, count, 45);
        }
    }

    @Test
    void defectsFallOnTheProductRatherThanOnAnEmptyBackground() {
        ImageBatch images = flat(1f).range(0, 1);
        float[] image = images.image(0);
        SplittableRandom random = new SplittableRandom(5);
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 18; y < 30; y++) {
                for (int x = 18; x < 30; x++) {
                    image[channel * SIZE * SIZE + y * SIZE + x] = (float) random.nextDouble(-1, 1);
                }
            }
        }
        SyntheticDefects defects = new SyntheticDefects(List.of(DefectFamily.SPOT));
        int near = 0;
        for (long seed = 0; seed < 200; seed++) {
            boolean[] mask = defects.paste(images, 0, seed).mask();
            boolean inside = false;
            for (int i = 0; i < mask.length; i++) {
                inside |= mask[i] && Math.abs(i / SIZE - 24) < 10 && Math.abs(i % SIZE - 24) < 10;
            }
            near += inside ? 1 : 0;
        }
        // The square around the product is a sixth of the image.
        assertTrue(near > 140, near + " of 200");
    }

    @Test
    void sizesSpanFromBelowAHundredthOfTheImageToSomeTenths() {
        ImageBatch images = noisy(1, 128, .8f);
        SyntheticDefects defects = new SyntheticDefects(DefectFamily.all());
        TreeSet<Double> shares = new TreeSet<>();
        for (long seed = 0; seed < 300; seed++) {
            int marked = 0;
            for (boolean inside : defects.paste(images, 0, seed).mask()) {
                marked += inside ? 1 : 0;
            }
            shares.add(marked / (128.0 * 128.0));
        }
        Double[] sorted = shares.toArray(Double[]::new);
        assertTrue(sorted[sorted.length / 10] < .005, "tenth " + sorted[sorted.length / 10]);
        assertTrue(sorted[sorted.length / 2] < .04, "median " + sorted[sorted.length / 2]);
        assertTrue(sorted[sorted.length * 9 / 10] > .03, "nine tenths " + sorted[sorted.length * 9 / 10]);
        assertTrue(sorted[sorted.length - 1] < .4, "largest " + sorted[sorted.length - 1]);
    }

    @Test
    void greyImagesStayGrey() {
        ImageBatch images = noisy(COUNT, SIZE, .8f);
        for (float[] image : images.images()) {
            for (int k = SIZE * SIZE; k < VALUES; k++) {
                image[k] = image[k % (SIZE * SIZE)];
            }
        }
        SyntheticDefects defects = new SyntheticDefects(DefectFamily.all());
        for (long seed = 0; seed < 200; seed++) {
            float[] image = defects.paste(images, 0, seed).image();
            for (int i = 0; i < SIZE * SIZE; i++) {
                // The same sums in another channel may round differently.
                assertEquals(image[i], image[SIZE * SIZE + i], 1e-5f);
                assertEquals(image[i], image[2 * SIZE * SIZE + i], 1e-5f);
            }
        }
    }

    @Test
    void colouredImagesGetColouredDefects() {
        ImageBatch images = noisy(1, SIZE, .8f);
        Arrays.fill(images.image(0), 0, SIZE * SIZE, .4f);
        Arrays.fill(images.image(0), SIZE * SIZE, VALUES, -.1f);
        SyntheticDefects defects = new SyntheticDefects(List.of(DefectFamily.TONE));
        int coloured = 0;
        for (long seed = 0; seed < 100; seed++) {
            float[] image = defects.paste(images, 0, seed).image();
            boolean bluer = false;
            for (int i = SIZE * SIZE; i < 2 * SIZE * SIZE; i++) {
                bluer |= Math.abs(image[i] - image[SIZE * SIZE + i]) > .1f;
            }
            coloured += bluer ? 1 : 0;
        }
        assertTrue(coloured > 15, coloured + " of 100");
    }

    @Test
    void theSmoothInsideOfAProductGetsDefectsToo() {
        ImageBatch images = flat(1f).range(0, 1);
        float[] image = images.image(0);
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 8; y < 40; y++) {
                Arrays.fill(image, channel * SIZE * SIZE + y * SIZE + 8, channel * SIZE * SIZE + y * SIZE + 40, 0f);
            }
        }
        SyntheticDefects defects = new SyntheticDefects(List.of(DefectFamily.SPOT));
        int inside = 0;
        for (long seed = 0; seed < 200; seed++) {
            boolean[] mask = defects.paste(images, 0, seed).mask();
            boolean middle = false;
            for (int i = 0; i < mask.length; i++) {
                middle |= mask[i] && Math.abs(i / SIZE - 24) < 8 && Math.abs(i % SIZE - 24) < 8;
            }
            inside += middle ? 1 : 0;
        }
        assertTrue(inside > 25, inside + " of 200");
    }

    @Test
    void smallImagesGetDefectsToo() {
        ImageBatch images = noisy(2, 8, .5f);
        SyntheticDefects defects = new SyntheticDefects(DefectFamily.all());
        for (long seed = 0; seed < 200; seed++) {
            assertEquals(3 * 8 * 8, defects.paste(images, 1, seed).image().length);
        }
    }

    @Test
    void wrongArgumentsAreRefused() {
        SyntheticDefects defects = new SyntheticDefects(DefectFamily.all());
        ImageBatch images = noisy(2, 16, .5f);
        assertThrows(IllegalArgumentException.class, () -> new SyntheticDefects(List.of()));
        assertThrows(IllegalArgumentException.class, () -> defects.paste(images, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> defects.paste(images, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> defects.paste(noisy(1, 7, .5f), 0, 1));
    }

    private static ImageBatch flat(float value) {
        float[] images = new float[COUNT * VALUES];
        Arrays.fill(images, value);
        return ImageBatch.of(images, COUNT, SIZE);
    }

    private static ImageBatch noisy(int count, int size, float amplitude) {
        SplittableRandom random = new SplittableRandom(7);
        float[] images = new float[count * 3 * size * size];
        for (int k = 0; k < images.length; k++) {
            images[k] = (float) random.nextDouble(-amplitude, amplitude);
        }
        return ImageBatch.of(images, count, size);
    }
}
