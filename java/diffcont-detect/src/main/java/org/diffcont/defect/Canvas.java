package org.diffcont.defect;

import java.util.Arrays;
import org.diffcont.image.ImageBatch;
import org.diffcont.random.Draw;

/**
 * An image while one defect is painted on it: what it was, what it becomes, and the images of its class that material
 * may come from. Values are in [−1, 1]; a pixel is numbered row by row.
 */
final class Canvas {
    /** A smaller change of the most changed channel is taken back: 1.3 of 255 grey levels. */
    private static final float FAINTEST = .01f;
    /** An image with this mean difference between channels gets defects of any colour. */
    private static final float COLOURFUL = .2f;

    final int size;
    private final ImageBatch images;
    private final int index;
    private final float[] original;
    private final float[] before;
    private final float[] after;
    private final float[] weight;
    private final Places places;
    private final float saturation;

    /** Told every covered pixel with its place from the centre and its cover in (0, 1]. */
    @FunctionalInterface
    interface Fill {
        void at(int pixel, float dx, float dy, float cover);
    }

    Canvas(ImageBatch images, int index) {
        this.images = images;
        this.size = images.size();
        this.index = index;
        original = images.image(index);
        before = original.clone();
        after = original.clone();
        weight = new float[size * size];
        places = Places.on(original, size);
        saturation = Math.min(1f, colourfulness(original) / COLOURFUL);
    }

    /** The mean difference between a pixel's largest and smallest channel. */
    private static float colourfulness(float[] planes) {
        int area = planes.length / 3;
        double sum = 0;
        for (int i = 0; i < area; i++) {
            float red = planes[i];
            float green = planes[area + i];
            float blue = planes[2 * area + i];
            sum += Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
        }
        return (float) (sum / area);
    }

    /** @return {x, y} of a defect's centre, in pixels */
    float[] place(Draw draw) {
        return places.likely(draw);
    }

    /** @return {x, y} at least {@code away} from (x, y) where there is room */
    float[] elsewhere(Draw draw, float x, float y, float away) {
        return places.elsewhere(draw, x, y, away);
    }

    /** The image as it was before this defect. */
    Material itself() {
        return new Material(before, size);
    }

    /** The image itself or another one of its class, half and half. */
    Material donor(Draw draw) {
        return draw.below(2) == 0 ? itself() : other(draw);
    }

    /** Another image of the class; the image itself where there is none. */
    Material other(Draw draw) {
        if (images.count() == 1) {
            return itself();
        }
        int donor = draw.below(images.count() - 1);
        return new Material(images.image(donor < index ? donor : donor + 1), size);
    }

    /**
     * 0 for a grey image, 1 for a coloured one. Coloured defects on grey products would be found by colour alone, and
     * would recommend readings that see nothing of what grey products really suffer.
     */
    float saturation() {
        return saturation;
    }

    /** A colour to add: {@code grey}, and up to ± {@code chroma} in each channel as far as the image is coloured. */
    float[] shade(Draw draw, float grey, float chroma) {
        float spread = chroma * saturation;
        return new float[] {grey + spread * draw.between(-1f, 1f), grey + spread * draw.between(-1f, 1f),
            grey + spread * draw.between(-1f, 1f)};
    }

    /** The value before this defect. */
    float value(int channel, int pixel) {
        return before[channel * size * size + pixel];
    }

    void over(float x, float y, Footprint footprint, Fill fill) {
        float reach = footprint.reach();
        int left = Math.max(0, (int) Math.ceil(x - reach));
        int right = Math.min(size - 1, (int) Math.floor(x + reach));
        int top = Math.max(0, (int) Math.ceil(y - reach));
        int bottom = Math.min(size - 1, (int) Math.floor(y + reach));
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                float cover = footprint.cover().at(column - x, row - y);
                if (cover > 0f) {
                    fill.at(row * size + column, column - x, row - y, cover);
                }
            }
        }
    }

    /** Moves a pixel towards a colour; {@code alpha} 1 replaces it. */
    void lay(int pixel, float alpha, float red, float green, float blue) {
        weight[pixel] = Math.max(weight[pixel], alpha);
        layChannel(pixel, alpha, red);
        layChannel(size * size + pixel, alpha, green);
        layChannel(2 * size * size + pixel, alpha, blue);
    }

    /** Adds a colour to a pixel's. */
    void add(int pixel, float alpha, float[] shade) {
        lay(pixel, alpha, value(0, pixel) + shade[0], value(1, pixel) + shade[1], value(2, pixel) + shade[2]);
    }

    private void layChannel(int at, float alpha, float value) {
        after[at] = clamp(after[at] + alpha * (clamp(value) - after[at]));
    }

    private static float clamp(float value) {
        return Math.min(Math.max(value, -1f), 1f);
    }

    /** The mean colour of a source under a footprint laid at (x, y); zeros where that covers no pixel. */
    float[] mean(Material source, float x, float y, Footprint footprint) {
        float[] sum = new float[4];
        int reach = (int) Math.ceil(footprint.reach());
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
                float cover = footprint.cover().at(dx, dy);
                if (cover > 0f) {
                    sum[0] += cover * source.at(0, x + dx, y + dy);
                    sum[1] += cover * source.at(1, x + dx, y + dy);
                    sum[2] += cover * source.at(2, x + dx, y + dy);
                    sum[3] += cover;
                }
            }
        }
        float total = Math.max(sum[3], Float.MIN_NORMAL);
        return new float[] {sum[0] / total, sum[1] / total, sum[2] / total};
    }

    /**
     * Takes changes back that nobody would see, and tells whether the defect shows: at least {@code fewestPixels} that
     * were unchanged before it, and a mean change, over its own pixels and over those of all defects so far, of at
     * least {@code leastMeanChange}.
     */
    boolean visible(int fewestPixels, float leastMeanChange) {
        takeBackFaintest();
        Change own = Change.between(before, after);
        Change all = Change.between(original, after);
        return all.pixels() >= Change.between(original, before).pixels() + fewestPixels
                && own.mean() >= leastMeanChange && all.mean() >= leastMeanChange;
    }

    private void takeBackFaintest() {
        int area = size * size;
        for (int i = 0; i < area; i++) {
            float red = Math.abs(after[i] - before[i]);
            float green = Math.abs(after[area + i] - before[area + i]);
            float blue = Math.abs(after[2 * area + i] - before[2 * area + i]);
            if (Math.max(red, Math.max(green, blue)) < FAINTEST) {
                after[i] = before[i];
                after[area + i] = before[area + i];
                after[2 * area + i] = before[2 * area + i];
            }
        }
    }

    /** Darkens or brightens what was painted on, away from its own tone, by {@code amount}. */
    void strengthen(float amount) {
        int area = size * size;
        double tone = 0;
        for (int i = 0; i < area; i++) {
            tone += weight[i] * (before[i] + before[area + i] + before[2 * area + i]);
        }
        float shift = tone > 0 ? -amount : amount;
        for (int k = 0; k < after.length; k++) {
            after[k] = clamp(after[k] + shift * weight[k % area]);
        }
    }

    /** Forgets the defect. */
    void undo() {
        System.arraycopy(before, 0, after, 0, after.length);
        Arrays.fill(weight, 0f);
    }

    /** Makes the defect part of the image, for the next one. */
    void keep() {
        System.arraycopy(after, 0, before, 0, after.length);
        Arrays.fill(weight, 0f);
    }

    /** The image with the defects kept so far. */
    float[] image() {
        return before.clone();
    }

    /** The pixels changed so far. */
    boolean[] mask() {
        return Change.mask(original, before);
    }
}
