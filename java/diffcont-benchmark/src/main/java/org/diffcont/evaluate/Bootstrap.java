package org.diffcont.evaluate;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Percentile bootstrap of AUROC and AUPR. Images are drawn with replacement within each kind, normal and anomalous
 * apart, so that a resample has the same number of each; for the macro metrics also within each class.
 */
final class Bootstrap {
    private final BootstrapSettings settings;

    Bootstrap(BootstrapSettings settings) {
        this.settings = settings;
    }

    /**
     * Intervals of the mean over the given sets of images; one set gives the pooled metrics.
     *
     * @param imageSets the images of each class, or all images as one set
     */
    MetricIntervals intervals(List<List<ScoredImage>> imageSets, ClassMode mode) {
        List<Strata> strata = imageSets.stream().map(images -> Strata.of(images, mode)).filter(Strata::defined)
                .toList();
        double[] auroc = new double[strata.isEmpty() ? 0 : settings.resamples()];
        double[] aupr = new double[auroc.length];
        SplittableRandom random = new SplittableRandom(settings.seed());
        for (int resample = 0; resample < auroc.length; resample++) {
            for (Strata set : strata) {
                int[] normal = draw(set.normal(), set.groupCount(), random);
                int[] anomalous = draw(set.anomalous(), set.groupCount(), random);
                auroc[resample] += RankingMetrics.auroc(normal, anomalous) / strata.size();
                aupr[resample] += RankingMetrics.aupr(normal, anomalous) / strata.size();
            }
        }
        return new MetricIntervals(Interval.percentile(auroc, settings.level()),
                Interval.percentile(aupr, settings.level()));
    }

    /** Draws as many images as there are, with replacement, and counts them by group of the ranking. */
    private static int[] draw(int[] groups, int groupCount, SplittableRandom random) {
        int[] counts = new int[groupCount];
        for (int i = 0; i < groups.length; i++) {
            counts[groups[random.nextInt(groups.length)]]++;
        }
        return counts;
    }

    /** Ranking group of each normal and of each anomalous image: ranked once, so a resample only counts. */
    private record Strata(int[] normal, int[] anomalous, int groupCount) {

        static Strata of(List<ScoredImage> images, ClassMode mode) {
            boolean[] anomalous = Metrics.anomalous(images);
            Ranking ranking =
                    Ranking.ofDecisions(images.stream().map(image -> image.decision(mode)).toList(), anomalous);
            return new Strata(groups(ranking, anomalous, false), groups(ranking, anomalous, true),
                    ranking.normal().length);
        }

        private static int[] groups(Ranking ranking, boolean[] anomalous, boolean kind) {
            return IntStream.range(0, anomalous.length).filter(i -> anomalous[i] == kind)
                    .map(ranking::group).toArray();
        }

        boolean defined() {
            return normal.length > 0 && anomalous.length > 0;
        }
    }
}
