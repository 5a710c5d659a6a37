package org.diffcont.defect;

import java.util.ArrayList;
import java.util.List;
import org.diffcont.image.ImageBatch;
import org.diffcont.random.Draw;

/**
 * Pastes one or two defects, as often the one as the other, of random families on normal images. A paste is a pure
 * function of the image, its class's other images as donors of material, the seed and the image's index. Half of the
 * pastes change less than 1.5 % of the image, a twentieth more than 9 %; see {@link DefectFamily} for the sizes.
 *
 * <p>Speed: .6 to .9 ms a paste at 128 × 128, the mean over all families, on one core of a busy AMD EPYC; the slowest
 * families, erase and blur, take 1.2 to 2.2 ms.
 */
public final class SyntheticDefects {
    private static final int SMALLEST_SIZE = 8;
    private static final int FEWEST_PIXELS = 4;
    private static final float LEAST_MEAN_CHANGE = .03f;
    private static final int TRIES = 6;
    private static final int STRONG_TRIES = 40;
    private static final float STRONGER = .2f;

    private final List<DefectFamily> families;

    /** @param families the families to draw from, each as likely as its share of the list; at least one */
    public SyntheticDefects(List<DefectFamily> families) {
        if (families.isEmpty()) {
            throw new IllegalArgumentException("no defect family to draw from");
        }
        this.families = List.copyOf(families);
    }

    /**
     * An image with its defects.
     *
     * @param image 3 × size × size in [−1, 1], planar
     * @param mask one flag per pixel, row by row: true exactly where the image was changed
     * @param families the families of the defects, by {@link DefectFamily#text}, in the order of painting
     */
    public record Defective(float[] image, boolean[] mask, List<String> families) {
    }

    /**
     * A defective copy of one image. A defect that changes fewer than four pixels not changed before, or its pixels by
     * less than .03 in the mean, is drawn again; from the seventh try on it is also darkened or brightened by up to .2.
     *
     * @param images normal images of one class
     * @param index which of them gets the defects
     */
    public Defective paste(ImageBatch images, int index, long seed) {
        if (images.size() < SMALLEST_SIZE) {
            throw new IllegalArgumentException("images of side " + images.size() + " are too small for a defect; the least is "
                    + SMALLEST_SIZE);
        }
        if (index < 0 || index >= images.count()) {
            throw new IllegalArgumentException("no image " + index + " among " + images.count());
        }
        long own = Draw.mix(seed, index);
        Canvas canvas = new Canvas(images, index);
        Draw draw = new Draw(own);
        int defects = 1 + draw.below(2);
        List<String> names = new ArrayList<>();
        for (int defect = 0; defect < defects; defect++) {
            DefectFamily family = families.get(draw.below(families.size()));
            paint(canvas, family, Draw.mix(own, 1 + defect));
            names.add(family.text());
        }
        return new Defective(canvas.image(), canvas.mask(), List.copyOf(names));
    }

    private static void paint(Canvas canvas, DefectFamily family, long seed) {
        for (int attempt = 1; attempt <= TRIES + STRONG_TRIES; attempt++) {
            canvas.undo();
            family.paint(canvas, new Draw(Draw.mix(seed, attempt)));
            if (attempt > TRIES) {
                canvas.strengthen(STRONGER);
            }
            if (canvas.visible(FEWEST_PIXELS, LEAST_MEAN_CHANGE)) {
                canvas.keep();
                return;
            }
        }
        throw new IllegalStateException("no visible " + family.text() + " in " + (TRIES + STRONG_TRIES) + " tries");
    }
}
