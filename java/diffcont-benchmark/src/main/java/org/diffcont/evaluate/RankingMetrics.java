package org.diffcont.evaluate;

/**
 * Metrics of an order of images, with no threshold chosen. Higher scores mean more anomalous; ties are grouped, as in
 * scikit-learn. Each metric is NaN unless both normal and anomalous images are there.
 */
public final class RankingMetrics {

    private RankingMetrics() {
    }

    /** Area under the ROC curve: the chance that an anomalous image outscores a normal one, a tie counting half. */
    public static double auroc(double[] scores, boolean[] anomalous) {
        Ranking ranking = Ranking.ofScores(scores, anomalous);
        return auroc(ranking.normal(), ranking.anomalous());
    }

    /** Average precision: the sum over distinct scores of (recall gained there) · (precision there). */
    public static double aupr(double[] scores, boolean[] anomalous) {
        Ranking ranking = Ranking.ofScores(scores, anomalous);
        return aupr(ranking.normal(), ranking.anomalous());
    }

    /** The best F1 any threshold reaches: chosen on the test images, so an upper bound and no result. */
    public static double f1Max(double[] scores, boolean[] anomalous) {
        Ranking ranking = Ranking.ofScores(scores, anomalous);
        return f1Max(ranking.normal(), ranking.anomalous());
    }

    static double auroc(int[] normal, int[] anomalous) {
        long seenAnomalous = 0;
        long seenNormal = 0;
        long doubledWins = 0;
        for (int group = 0; group < normal.length; group++) {
            doubledWins += normal[group] * (2 * seenAnomalous + anomalous[group]);
            seenAnomalous += anomalous[group];
            seenNormal += normal[group];
        }
        return seenAnomalous == 0 || seenNormal == 0 ? Double.NaN
                : doubledWins / (2.0 * seenAnomalous * seenNormal);
    }

    static double aupr(int[] normal, int[] anomalous) {
        long truePositives = 0;
        long falsePositives = 0;
        double sum = 0;
        for (int group = 0; group < normal.length; group++) {
            truePositives += anomalous[group];
            falsePositives += normal[group];
            if (anomalous[group] > 0) {
                sum += anomalous[group] * (truePositives / (double) (truePositives + falsePositives));
            }
        }
        return truePositives == 0 || falsePositives == 0 ? Double.NaN : sum / truePositives;
    }

    static double f1Max(int[] normal, int[] anomalous) {
        long positives = 0;
        long negatives = 0;
        for (int group = 0; group < normal.length; group++) {
            positives += anomalous[group];
            negatives += normal[group];
        }
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        long truePositives = 0;
        long called = 0;
        double best = 0;
        for (int group = 0; group < normal.length; group++) {
            truePositives += anomalous[group];
            called += anomalous[group] + normal[group];
            best = Math.max(best, 2.0 * truePositives / (called + positives));
        }
        return best;
    }
}
