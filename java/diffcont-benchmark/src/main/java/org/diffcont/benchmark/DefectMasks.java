package org.diffcont.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diffcont.dataset.TestImage;
import org.diffcont.error.UnreadableImageException;
import org.diffcont.image.AreaResize;
import org.diffcont.image.Image;
import org.diffcont.image.ImageDecoder;
import org.diffcont.image.ImageFacts;
import org.diffcont.image.ImageLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the masks of one category's test images, and remembers what is wrong with them. */
final class DefectMasks {
    private static final Logger LOG = LoggerFactory.getLogger(DefectMasks.class);
    /** A picture of so few levels holds labels, one of more has soft borders. */
    private static final int MOST_LABELS = 8;
    /** Two shapes are the same when their sides' ratios differ by no more. */
    private static final double SAME_SHAPE = 0.01;

    private final ImageLimits limits;
    private final List<Path> unreadable = new ArrayList<>();
    private final List<Path> otherSize = new ArrayList<>();
    private final List<Path> otherShape = new ArrayList<>();
    private final List<Path> empty = new ArrayList<>();
    private final List<Path> whole = new ArrayList<>();

    DefectMasks(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * Which pixels are defective at the maps' size; empty where that is not known.
     *
     * @param facts  what the test image was before it was resized
     */
    Optional<boolean[]> of(TestImage image, ImageFacts facts, int size) {
        boolean[] defective = new boolean[size * size];
        if (!image.anomalous()) {
            return Optional.of(defective);
        }
        if (image.masks().isEmpty()) {
            return Optional.empty();
        }
        for (Path file : image.masks()) {
            try {
                Image picture = ImageDecoder.decode(file, limits);
                if (!fits(file, picture, facts)) {
                    return Optional.empty();
                }
                boolean[] one = mask(picture, size);
                for (int i = 0; i < one.length; i++) {
                    defective[i] |= one[i];
                }
            } catch (UnreadableImageException e) {
                LOG.warn("left out of the pixel metrics: {}", e.getMessage());
                unreadable.add(file);
                return Optional.empty();
            }
        }
        int count = count(defective);
        if (count == 0) {
            empty.add(image.masks().getFirst());
            return Optional.empty();
        }
        if (count == defective.length) {
            whole.add(image.masks().getFirst());
        }
        return Optional.of(defective);
    }

    private boolean fits(Path file, Image picture, ImageFacts facts) {
        if (picture.width() == facts.width() && picture.height() == facts.height()) {
            return true;
        }
        double ratio = (double) picture.width() * facts.height() / ((double) picture.height() * facts.width());
        if (Math.abs(ratio - 1) > SAME_SHAPE) {
            otherShape.add(file);
            return false;
        }
        otherSize.add(file);
        return true;
    }

    private static int count(boolean[] mask) {
        int count = 0;
        for (boolean one : mask) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** A line for each thing that was wrong. */
    List<String> notes(String category, Path root) {
        List<String> notes = new ArrayList<>();
        note(notes, category, root, unreadable, "cannot be read", true);
        note(notes, category, root, otherShape, "have another shape than their image", true);
        note(notes, category, root, empty, "mark no pixel of a defective image", true);
        note(notes, category, root, otherSize, "have another size than their image, and were resized to it", false);
        note(notes, category, root, whole, "mark the whole image", false);
        return notes;
    }

    private static void note(List<String> notes, String category, Path root, List<Path> masks, String what,
            boolean leftOut) {
        if (!masks.isEmpty()) {
            notes.add("%s: masks that %s: %d, e.g. %s%s".formatted(category, what, masks.size(),
                root.relativize(masks.getFirst()), leftOut ? "; their images have no part in pixel metrics" : ""));
        }
    }

    /**
     * A mask at the maps' size: a pixel is defective when half of it is, and where nothing would be left, the one that
     * is most so. In a picture of few levels, and in one that is dark all over, all but black is defective, since
     * levels are labels; in others what is bright, since they have soft borders or a lossy format's noise. Of colours
     * the brightest plane counts.
     */
    static boolean[] mask(Image picture, int size) {
        float[] levels = brightest(picture);
        float limit = isLabels(levels) ? -1 : 0;
        int pixels = levels.length;
        float[] defective = new float[Image.CHANNELS * pixels];
        for (int i = 0; i < pixels; i++) {
            defective[i] = levels[i] > limit ? 1 : 0;
        }
        float[] covered = AreaResize.resize(new Image(picture.width(), picture.height(), defective), size, size)
            .values();
        boolean[] mask = new boolean[size * size];
        int most = 0;
        boolean any = false;
        for (int i = 0; i < mask.length; i++) {
            mask[i] = covered[i] >= 0.5f;
            any |= mask[i];
            most = covered[i] > covered[most] ? i : most;
        }
        mask[most] |= !any && covered[most] > 0;
        return mask;
    }

    private static float[] brightest(Image picture) {
        float[] values = picture.values();
        int pixels = values.length / Image.CHANNELS;
        float[] levels = new float[pixels];
        for (int i = 0; i < pixels; i++) {
            levels[i] = Math.max(values[i], Math.max(values[pixels + i], values[2 * pixels + i]));
        }
        return levels;
    }

    private static boolean isLabels(float[] levels) {
        Set<Float> different = new HashSet<>();
        float brightest = -1;
        for (float level : levels) {
            brightest = Math.max(brightest, level);
            if (different.size() <= MOST_LABELS) {
                different.add(level);
            }
        }
        return brightest <= 0 || different.size() <= MOST_LABELS;
    }
}
