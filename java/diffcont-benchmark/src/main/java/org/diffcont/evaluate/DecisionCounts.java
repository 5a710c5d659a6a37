package org.diffcont.evaluate;

/**
 * How decisions meet the truth; anomalous is the positive kind. A rate whose denominator is empty is NaN.
 *
 * @param truePositives  anomalous images called anomalous
 * @param falsePositives normal images called anomalous
 * @param trueNegatives  normal images called normal
 * @param falseNegatives anomalous images called normal
 */
public record DecisionCounts(int truePositives, int falsePositives, int trueNegatives, int falseNegatives) {

    /** Counts decisions ({@code called}) against the truth. */
    public static DecisionCounts of(boolean[] called, boolean[] anomalous) {
        if (called.length != anomalous.length) {
            throw new IllegalArgumentException(called.length + " decisions for " + anomalous.length + " images");
        }
        int[] counts = new int[4];
        for (int i = 0; i < called.length; i++) {
            counts[(called[i] ? 2 : 0) + (anomalous[i] ? 1 : 0)]++;
        }
        return new DecisionCounts(counts[3], counts[2], counts[0], counts[1]);
    }

    int normal() {
        return falsePositives + trueNegatives;
    }

    int anomalous() {
        return truePositives + falseNegatives;
    }

    double accuracy() {
        return ratio(truePositives + trueNegatives, normal() + anomalous());
    }

    /** F1 of the anomalous kind; NaN when no image is anomalous. */
    double f1() {
        return anomalous() == 0 ? Double.NaN
                : 2.0 * truePositives / (2.0 * truePositives + falsePositives + falseNegatives);
    }

    double falsePositiveRate() {
        return ratio(falsePositives, normal());
    }

    double truePositiveRate() {
        return ratio(truePositives, anomalous());
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? Double.NaN : part / (double) whole;
    }
}
