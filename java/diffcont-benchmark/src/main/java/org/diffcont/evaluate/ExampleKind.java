package org.diffcont.evaluate;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Test images worth looking at, judged with the predicted class. */
public enum ExampleKind {
    /** Anomalous images with the highest scores. */
    CLEAREST_FIND(image -> image.anomalous() && image.predicted().anomalous(), true),
    /** Anomalous images called normal, lowest score first. */
    WORST_MISS(image -> image.anomalous() && !image.predicted().anomalous(), false),
    /** Normal images called anomalous, highest score first. */
    WORST_FALSE_ALARM(image -> !image.anomalous() && image.predicted().anomalous(), true);

    /** Images of a kind that are shown at most. */
    public static final int SHOWN = 8;
    /** Log-survival compares classes; where it is 0, below the tail, the distance from the threshold tells apart. */
    private static final Comparator<ScoredImage> SCORE =
            Comparator.<ScoredImage>comparingDouble(i -> i.predicted().logSurvival())
                    .thenComparingDouble(i -> i.predicted().distance() - i.predicted().threshold())
                    .thenComparing(ScoredImage::path);

    private final Predicate<ScoredImage> kind;
    private final boolean highestFirst;

    ExampleKind(Predicate<ScoredImage> kind, boolean highestFirst) {
        this.kind = kind;
        this.highestFirst = highestFirst;
    }

    /** Images of a class that are shown at most, so that one with large scores does not hide the others. */
    public static int mostOfAClass(int classes) {
        return Math.max(2, (SHOWN + classes - 1) / classes);
    }

    /** All images of this kind. */
    public List<ScoredImage> all(List<ScoredImage> images) {
        return images.stream().filter(kind).toList();
    }

    /** The most telling of them, at most {@link #mostOfAClass} of each of {@code classes} classes. */
    public List<ScoredImage> telling(List<ScoredImage> images, int classes) {
        Map<Integer, Integer> taken = new HashMap<>();
        return all(images).stream().sorted(highestFirst ? SCORE.reversed() : SCORE)
                .filter(image -> taken.merge(image.trueClass(), 1, Integer::sum) <= mostOfAClass(classes)).toList();
    }
}
