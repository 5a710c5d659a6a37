package org.diffcont.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.diffcont.detect.Decision;

/**
 * Images ordered from most to least anomalous, tied ones in one group: all that threshold-free metrics need.
 *
 * <p>Decisions are ordered by log-survival, which is comparable across classes because each class's tail calibrates
 * it. Where it ties (0 below the tail in libMR's form; infinity) the {@linkplain #margin margin} decides. Both grow
 * with the distance, so among decisions of one class this is the order of the distances; across classes the margin
 * is calibrated too, by thresholds that normal images alone set.
 */
final class Ranking {
    private static final Comparator<Decision> ORDER =
            Comparator.comparingDouble((Decision d) -> plain(d.logSurvival()))
                    .thenComparingDouble(d -> plain(margin(d)));

    private final int[] groups;
    private final int[] normal;
    private final int[] anomalous;

    private Ranking(int[] groups, boolean[] anomalousImage, int groupCount) {
        this.groups = groups;
        normal = new int[groupCount];
        anomalous = new int[groupCount];
        for (int i = 0; i < groups.length; i++) {
            (anomalousImage[i] ? anomalous : normal)[groups[i]]++;
        }
    }

    static Ranking ofScores(double[] scores, boolean[] anomalous) {
        if (scores.length != anomalous.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + anomalous.length + " images");
        }
        for (double score : scores) {
            if (Double.isNaN(score)) {
                throw new IllegalArgumentException("a score is NaN");
            }
        }
        return rank(anomalous, Comparator.comparingDouble(i -> plain(scores[i])));
    }

    static Ranking ofDecisions(List<Decision> decisions, boolean[] anomalous) {
        return rank(anomalous, (a, b) -> ORDER.compare(decisions.get(a), decisions.get(b)));
    }

    /** Every image tied: the order of a detector that knows nothing. */
    static Ranking ofNothing(boolean[] anomalous) {
        return rank(anomalous, (a, b) -> 0);
    }

    private static Ranking rank(boolean[] anomalous, Comparator<Integer> order) {
        int[] byScore = IntStream.range(0, anomalous.length).boxed().sorted(order.reversed())
                .mapToInt(Integer::intValue).toArray();
        int[] groups = new int[anomalous.length];
        int group = 0;
        for (int i = 0; i < byScore.length; i++) {
            if (i > 0 && order.compare(byScore[i - 1], byScore[i]) != 0) {
                group++;
            }
            groups[byScore[i]] = group;
        }
        return new Ranking(groups, anomalous, anomalous.length == 0 ? 0 : group + 1);
    }

    /**
     * How far a distance lies beyond its class's threshold, in thresholds: (distance - threshold)/|threshold|. It
     * grows with the distance within a class whatever the threshold's sign; without a usable threshold it is the
     * distance.
     */
    static double margin(Decision decision) {
        double threshold = decision.threshold();
        if (threshold == 0 || Double.isInfinite(threshold)) {
            return decision.distance();
        }
        return (decision.distance() - threshold) / Math.abs(threshold);
    }

    /** Makes -0.0 equal to 0.0, which {@link Double#compare} tells apart. */
    private static double plain(double value) {
        return value + 0.0;
    }

    /** Group of each image, in the order the images were given; 0 is the most anomalous. */
    int group(int image) {
        return groups[image];
    }

    /** Normal images in each group, most anomalous group first. Not to be changed. */
    int[] normal() {
        return normal;
    }

    /** Anomalous images in each group, most anomalous group first. Not to be changed. */
    int[] anomalous() {
        return anomalous;
    }
}
