package org.diffcont.config;

/** Finite numbers between two bounds, each of them included or not. */
public record DecimalType(double min, boolean minIncluded, double max, boolean maxIncluded) implements ValueType<Double> {
    /** min ≤ value ≤ max. */
    public static DecimalType closed(double min, double max) {
        return new DecimalType(min, true, max, true);
    }

    /** min &lt; value ≤ max. */
    public static DecimalType above(double min, double max) {
        return new DecimalType(min, false, max, true);
    }

    /** min &lt; value &lt; max. */
    public static DecimalType open(double min, double max) {
        return new DecimalType(min, false, max, false);
    }

    /** min ≤ value &lt; max. */
    public static DecimalType below(double min, double max) {
        return new DecimalType(min, true, max, false);
    }

    @Override
    public Double read(Object raw) {
        double value = Numbers.decimal(raw);
        boolean highEnough = minIncluded ? value >= min : value > min;
        boolean lowEnough = maxIncluded ? value <= max : value < max;
        if (!highEnough || !lowEnough) {
            throw new IllegalArgumentException("out of range");
        }
        // Minus zero would compare unequal to zero after a round trip.
        return value == 0 ? 0.0 : value;
    }

    @Override
    public String allowed() {
        return "a number in " + (minIncluded ? "[" : "(") + plain(min) + ", " + plain(max) + (maxIncluded ? "]" : ")");
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
