package org.diffcont.evaluate;

import java.util.stream.DoubleStream;

/** Means over values some of which may be undefined. */
final class Means {

    private Means() {
    }

    /** The mean of the values that are not NaN; NaN when there is none. */
    static double ofDefined(DoubleStream values) {
        return values.filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
    }
}
