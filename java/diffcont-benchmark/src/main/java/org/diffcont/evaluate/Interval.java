package org.diffcont.evaluate;

import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;
import org.hipparchus.stat.ranking.NaNStrategy;

/** A confidence interval; both ends are NaN where the metric is undefined or no resample was asked for. */
public record Interval(double low, double high) {

    /** The percentile interval of resampled values: linear between order statistics, NaN values left out. */
    public static Interval percentile(double[] values, double level) {
        Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7)
                .withNaNStrategy(NaNStrategy.REMOVED);
        percentile.setData(values);
        return new Interval(percentile.evaluate(50 * (1 - level)), percentile.evaluate(50 * (1 + level)));
    }
}
