package org.diffcont.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.diffcont.detect.Decision;

/**
 * The metrics of one set of images. All are in [0, 1]; one that the images do not define (no normal or no anomalous
 * image, for most) is NaN here and {@code null} in JSON.
 *
 * @param auroc             area under the ROC curve; chance is .5
 * @param aupr              average precision
 * @param auprChance        what {@code aupr} is by chance: the share of anomalous images
 * @param accuracy          share of right decisions at the classes' thresholds
 * @param f1                F1 of the anomalous kind at the classes' thresholds
 * @param f1Max             best F1 of any threshold, chosen on the test images: an upper bound, no result
 * @param falsePositiveRate share of normal images called anomalous
 * @param truePositiveRate  share of anomalous images called anomalous
 * @param balancedAccuracy  mean of true positive rate and 1 - false positive rate
 * @param normalCount       number of normal images
 * @param anomalousCount    number of anomalous images
 */
public record Metrics(double auroc, double aupr, double auprChance, double accuracy, double f1, double f1Max,
                      double falsePositiveRate, double truePositiveRate, double balancedAccuracy, int normalCount,
                      int anomalousCount) {

    /** The metrics of images in one class mode. */
    public static Metrics of(List<ScoredImage> images, ClassMode mode) {
        boolean[] anomalous = anomalous(images);
        List<Decision> decisions = images.stream().map(image -> image.decision(mode)).toList();
        boolean[] called = new boolean[images.size()];
        for (int i = 0; i < called.length; i++) {
            called[i] = decisions.get(i).anomalous();
        }
        return of(Ranking.ofDecisions(decisions, anomalous), DecisionCounts.of(called, anomalous));
    }

    /** The metrics that the detector "everything is anomalous" gets on the same images. */
    public static Metrics allAnomalous(List<ScoredImage> images) {
        boolean[] anomalous = anomalous(images);
        boolean[] called = new boolean[anomalous.length];
        Arrays.fill(called, true);
        return of(Ranking.ofNothing(anomalous), DecisionCounts.of(called, anomalous));
    }

    /** Each metric's mean over the members that define it, NaN where none does; the counts are sums. */
    public static Metrics mean(List<Metrics> members) {
        return new Metrics(mean(members, Metrics::auroc), mean(members, Metrics::aupr),
                mean(members, Metrics::auprChance), mean(members, Metrics::accuracy), mean(members, Metrics::f1),
                mean(members, Metrics::f1Max), mean(members, Metrics::falsePositiveRate),
                mean(members, Metrics::truePositiveRate), mean(members, Metrics::balancedAccuracy),
                members.stream().mapToInt(Metrics::normalCount).sum(),
                members.stream().mapToInt(Metrics::anomalousCount).sum());
    }

    static Metrics of(Ranking ranking, DecisionCounts counts) {
        int[] normal = ranking.normal();
        int[] anomalous = ranking.anomalous();
        int images = counts.normal() + counts.anomalous();
        return new Metrics(RankingMetrics.auroc(normal, anomalous), RankingMetrics.aupr(normal, anomalous),
                images == 0 ? Double.NaN : counts.anomalous() / (double) images, counts.accuracy(), counts.f1(),
                RankingMetrics.f1Max(normal, anomalous), counts.falsePositiveRate(), counts.truePositiveRate(),
                (counts.truePositiveRate() + 1 - counts.falsePositiveRate()) / 2, counts.normal(),
                counts.anomalous());
    }

    static boolean[] anomalous(List<ScoredImage> images) {
        boolean[] anomalous = new boolean[images.size()];
        for (int i = 0; i < anomalous.length; i++) {
            anomalous[i] = images.get(i).anomalous();
        }
        return anomalous;
    }

    private static double mean(List<Metrics> members, ToDoubleFunction<Metrics> metric) {
        return Means.ofDefined(members.stream().mapToDouble(metric));
    }
}
