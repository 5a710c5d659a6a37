package org.diffcont.detect.check;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.diffcont.image.ImageBatch;
import org.hipparchus.stat.StatUtils;

/**
 * Whether an image as a whole is of the kind that a class was learned from: a dead camera, a lost lamp, fog and blur
 * change what no reading looks at, or make an image look more usual than any.
 *
 * @param ranges  of each {@link ImageMeasure}
 */
public record ImageCheck(Map<ImageMeasure, Range> ranges) {
    /** One image in so many of a class may be anything: a blank frame among the normal ones must not open the range. */
    private static final int PER_STRAY = 100;
    /** Standard deviations beyond the outermost image; few images say little of the outermost ... */
    private static final double MARGIN = 2;
    /** ... so that with n images this divided by n comes on top. */
    private static final double MARGIN_OF_FEW = 10;
    /** An image with a smaller share of its class's usual contrast shows nothing. */
    private static final double BLANK = 0.1;

    /** What a class's images have of a measure; from {@code low} to {@code high} is usual. */
    public record Range(double low, double median, double high) {
        public Range {
            if (!(low <= median && median <= high && Double.isFinite(low) && Double.isFinite(high))) {
                throw new IllegalArgumentException("no range: " + low + ", " + median + ", " + high);
            }
        }
    }

    /**
     * What is wrong with an image as a whole.
     *
     * @param blank  whether it shows nothing at all, so that nothing else said of it means anything
     */
    public record Fault(String text, boolean blank) {
    }

    public ImageCheck {
        // In the measures' order, so that the same check is written as the same bytes.
        ranges = Collections.unmodifiableMap(new EnumMap<>(ranges));
        if (ranges.size() != ImageMeasure.values().length) {
            throw new IllegalArgumentException("ranges of " + ranges.keySet() + " alone");
        }
    }

    /** From a class's normal images, at least 2. */
    public static ImageCheck fit(ImageBatch images) {
        double[][] measures = new double[images.count()][];
        for (int i = 0; i < measures.length; i++) {
            measures[i] = ImageMeasures.of(images.image(i), images.size());
        }
        Map<ImageMeasure, Range> ranges = new EnumMap<>(ImageMeasure.class);
        for (ImageMeasure measure : ImageMeasure.values()) {
            ranges.put(measure, range(Arrays.stream(measures).mapToDouble(m -> m[measure.ordinal()]).sorted().toArray(),
                measure.slack()));
        }
        return new ImageCheck(ranges);
    }

    private static Range range(double[] sorted, double slack) {
        int stray = sorted.length / PER_STRAY;
        double[] kept = Arrays.copyOfRange(sorted, stray, sorted.length - stray);
        double margin = slack + (MARGIN + MARGIN_OF_FEW / sorted.length) * Math.sqrt(StatUtils.variance(kept));
        return new Range(kept[0] - margin, StatUtils.percentile(kept, 50), kept[kept.length - 1] + margin);
    }

    /**
     * What is wrong with an image as a whole: by the measure that is farthest from its range.
     *
     * @param measures  by {@link ImageMeasures#of}
     * @return empty when nothing is
     */
    public Optional<Fault> fault(double[] measures) {
        Range contrast = ranges.get(ImageMeasure.CONTRAST);
        double seen = measures[ImageMeasure.CONTRAST.ordinal()];
        if (seen < BLANK * contrast.median()) {
            return Optional.of(new Fault(text("blank frame", ImageMeasure.CONTRAST, seen, contrast), true));
        }
        String worst = null;
        double farthest = 0;
        for (ImageMeasure measure : ImageMeasure.values()) {
            Range range = ranges.get(measure);
            double value = measures[measure.ordinal()];
            double beyond = Math.max(range.low() - value, value - range.high()) / (range.high() - range.low());
            // Grey levels follow contrast and brightness: alone they are named, beside another fault that is.
            if (beyond > (measure == ImageMeasure.ENTROPY && worst != null ? Double.MAX_VALUE : farthest)) {
                farthest = beyond;
                worst = text(value < range.low() ? measure.low() : measure.high(), measure, value, range);
            }
        }
        return Optional.ofNullable(worst).map(text -> new Fault(text, false));
    }

    private static String text(String fault, ImageMeasure measure, double value, Range range) {
        return String.format(Locale.ROOT, "%s (%s %.3f, usual are %.3f to %.3f)", fault,
            measure.name().toLowerCase(Locale.ROOT), value, range.low(), range.high());
    }
}
