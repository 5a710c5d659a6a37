package org.diffcont.synthetic;

import java.util.LinkedHashSet;
import java.util.List;
import org.diffcont.error.UserException;

/**
 * What to synthesize. The same settings give the same pictures everywhere, whatever the thread count.
 *
 * @param imageSize           width and height in pixels, 64 to 512
 * @param trainPerCategory    good images in {@code train/good}, at least 1
 * @param testGoodPerCategory images in {@code test/good}, at least 1
 * @param testPerDefect       images in {@code test/<defect>} of each defect, at least 1
 * @param seed                any number; another seed gives other specimens of the same products
 * @param categories          names from {@link SyntheticDataset#categories()}; empty means all. An image does not
 *                            depend on which other categories are asked for
 */
public record SynthesisSettings(int imageSize, int trainPerCategory, int testGoodPerCategory, int testPerDefect,
        long seed, List<String> categories) {
    public static final int DEFAULT_IMAGE_SIZE = 256;
    private static final int MOST_IMAGES = 100_000;

    /** @throws UserException naming the setting that is out of range or the unknown category */
    public SynthesisSettings {
        check("image size", imageSize, 64, 512);
        check("train images per category", trainPerCategory, 1, MOST_IMAGES);
        check("good test images per category", testGoodPerCategory, 1, MOST_IMAGES);
        check("test images per defect", testPerDefect, 1, MOST_IMAGES);
        categories = List.copyOf(new LinkedHashSet<>(categories));
        List<String> known = SyntheticDataset.categories();
        for (String category : categories) {
            if (!known.contains(category)) {
                throw new UserException("Unknown synthetic category '" + category + "'; choose from "
                        + String.join(", ", known));
            }
        }
    }

    /** All categories at {@link #DEFAULT_IMAGE_SIZE}: 60 training images, 20 good and 8 per defect for testing. */
    public static SynthesisSettings defaults() {
        return new SynthesisSettings(DEFAULT_IMAGE_SIZE, 60, 20, 8, 0L, List.of());
    }

    private static void check(String what, int value, int low, int high) {
        if (value < low || value > high) {
            throw new UserException("The " + what + " is " + value + "; give a number from " + low + " to " + high);
        }
    }
}
