package org.diffcont.grid;

import java.util.Arrays;
import org.hipparchus.stat.StatUtils;

/**
 * A figure over several runs.
 *
 * @param mean      over the runs that define it; NaN where none does
 * @param deviation standard deviation between runs (divisor n - 1); NaN with fewer than two
 * @param runs      runs that define it
 */
public record Spread(double mean, double deviation, int runs) {
    static Spread of(double[] values) {
        double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        return new Spread(StatUtils.mean(defined), defined.length < 2 ? Double.NaN
            : Math.sqrt(StatUtils.variance(defined)), defined.length);
    }
}
