package org.diffcont.evt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.special.Beta;
import org.hipparchus.util.CombinatoricsUtils;

/**
 * False alarms to expect at a threshold of {@link Thresholds#empirical}. Of n scores of normal images and further ones of
 * the same kind, the share of the further ones above the k-th smallest is Beta(n + 1 - k, k) distributed, whatever the
 * scores' own distribution; here with the threshold's place k = (1 - rate)(n + 1), so that the mean is the rate. Between
 * two scores, and beyond the largest, that is an approximation.
 *
 * @param rate    that the threshold was set for, in (0, 1)
 * @param images  normal images that it was set on, at least 1
 */
public record ExpectedAlarms(double rate, int images) {
    private static final double CONFIDENCE = 0.95;
    /** Chance of more alarms than {@link #most}. */
    private static final double HARDLY = 1e-4;

    public ExpectedAlarms {
        if (!(rate > 0 && rate < 1) || images < 1) {
            throw new IllegalArgumentException("a rate in (0, 1) of at least 1 image, got " + rate + " of " + images);
        }
    }

    /** Lower end of the 95 % interval of the share. */
    public double low() {
        return distribution().inverseCumulativeProbability((1 - CONFIDENCE) / 2);
    }

    /** Its upper end. */
    public double high() {
        return distribution().inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    }

    /** The fewest images that can hold the rate: of fewer, already the largest score is exceeded more often. */
    public int imagesNeeded() {
        return (int) Math.ceil(1 / rate - 1 - 1e-9);
    }

    /** More alarms among {@code further} normal images than this come about once in 10,000 times. */
    public int most(int further) {
        double above = 0;
        int alarms = further;
        while (alarms > 0 && above + probability(alarms, further) <= HARDLY) {
            above += probability(alarms, further);
            alarms--;
        }
        return alarms;
    }

    /** Of so many alarms: the beta-binomial distribution. */
    private double probability(int alarms, int further) {
        return Math.exp(CombinatoricsUtils.binomialCoefficientLog(further, alarms)
            + Beta.logBeta(above() + alarms, below() + further - alarms) - Beta.logBeta(above(), below()));
    }

    private BetaDistribution distribution() {
        return new BetaDistribution(above(), below());
    }

    private double above() {
        return rate * (images + 1);
    }

    private double below() {
        return (1 - rate) * (images + 1);
    }

    /** For people: {@code about 5 %, between 0.2 and 17 % with 20 images}; and what is missing where images are few. */
    @Override
    public String toString() {
        String text = "about " + percent(rate) + " %, between " + percent(low()) + " and " + percent(high())
            + " % with " + images + (images == 1 ? " image" : " images");
        return images >= imagesNeeded() ? text : text + " (" + imagesNeeded() + " or more hold " + percent(rate)
            + " %; of fewer the threshold lies above all, as far as the largest distances suggest)";
    }

    /** In percent, with two digits that count and at most two behind the point. */
    private static String percent(double share) {
        BigDecimal percent = BigDecimal.valueOf(100 * share).round(new MathContext(2));
        return (percent.scale() > 2 ? percent.setScale(2, RoundingMode.HALF_UP) : percent).stripTrailingZeros()
            .toPlainString();
    }
}
