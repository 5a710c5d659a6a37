package org.diffcont.evaluate;

import java.util.Arrays;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;

/** A confidence interval; both ends are NaN where the metric is undefined or no resample was asked for. */
public record Interval(double low, double high) {

    /** The percentile interval of resampled values: linear between order statistics, NaN values left out. */
    public static Interval percentile(double[] values, double level) {
        Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
        percentile.setData(Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray());
        return new Interval(percentile.evaluate(50 * (1 - level)), percentile.evaluate(50 * (1 + level)));
    }
}
