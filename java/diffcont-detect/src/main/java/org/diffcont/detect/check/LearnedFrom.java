package org.diffcont.detect.check;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffcont.image.ImageFacts;

/**
 * What kind of files a class was learned from.
 *
 * @param width   smallest and largest, pixels
 * @param height  smallest and largest, pixels
 * @param aspect  smallest and largest width / height
 * @param bits    as how many bits samples of more than a byte were taken; 0 where there were none
 */
public record LearnedFrom(Span width, Span height, Span aspect, int bits) {
    /** A shape differs when it is so much wider or narrower: squashed to the same square, all else is. */
    private static final double OTHER_SHAPE = 1.1;
    /** A size differs when an image has so many times more or fewer pixels a side: it is seen in other detail. */
    private static final double OTHER_SIZE = 1.5;

    /** From the smallest to the largest. */
    public record Span(double least, double most) {
        /** How many times beyond the span a value is; 1 within it. */
        double beyond(double value) {
            return Math.max(1, Math.max(least / value, value / most));
        }

        private String text() {
            return least == most ? String.format(Locale.ROOT, "%.0f", least)
                : String.format(Locale.ROOT, "%.0f to %.0f", least, most);
        }
    }

    /**
     * Of a class's images.
     *
     * @param images  at least one
     * @param bits    see above
     */
    public static LearnedFrom of(List<ImageFacts> images, int bits) {
        IntSummaryStatistics widths = images.stream().mapToInt(ImageFacts::width).summaryStatistics();
        IntSummaryStatistics heights = images.stream().mapToInt(ImageFacts::height).summaryStatistics();
        var aspects = images.stream().mapToDouble(LearnedFrom::aspect).summaryStatistics();
        return new LearnedFrom(new Span(widths.getMin(), widths.getMax()), new Span(heights.getMin(),
            heights.getMax()), new Span(aspects.getMin(), aspects.getMax()), bits);
    }

    private static double aspect(ImageFacts image) {
        return (double) image.width() / image.height();
    }

    /** How an image's file differs from those that the class was learned from; a sentence for each difference. */
    public List<String> differences(ImageFacts image, String className) {
        return Stream.of(shape(image, className), range(image, className)).flatMap(Optional::stream)
            .collect(Collectors.toCollection(ArrayList::new));
    }

    private Optional<String> shape(ImageFacts image, String className) {
        boolean shape = aspect.beyond(aspect(image)) > OTHER_SHAPE;
        boolean size = width.beyond(image.width()) > OTHER_SIZE || height.beyond(image.height()) > OTHER_SIZE;
        return shape || size ? Optional.of("another " + (shape ? "shape" : "size") + ": " + image.width() + "×"
            + image.height() + " pixels, " + className + " was learned from " + width.text() + "×" + height.text())
            : Optional.empty();
    }

    private Optional<String> range(ImageFacts image, String className) {
        return image.deep() && (image.takenBits() != bits || image.usedBits() > bits) ? Optional.of("another range: "
            + image.usedBits() + " bits are in use, " + image.takenBits() + " were taken, " + className
            + " was learned with " + (bits == 0 ? "8" : bits)) : Optional.empty();
    }
}
