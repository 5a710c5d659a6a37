package org.diffcont.config;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Reads numbers from YAML values and from text. */
final class Numbers {
    private Numbers() {}

    /** @throws IllegalArgumentException unless {@code raw} is a whole number within [min, max] */
    static long whole(Object raw, long min, long max) {
        BigInteger value = switch (raw) {
            case Integer i -> BigInteger.valueOf(i);
            case Long l -> BigInteger.valueOf(l);
            case BigInteger b -> b;
            case String s when s.strip().length() <= 40 -> new BigInteger(s.strip());
            case null, default -> throw new IllegalArgumentException("not a whole number");
        };
        if (value.compareTo(BigInteger.valueOf(min)) < 0 || value.compareTo(BigInteger.valueOf(max)) > 0) {
            throw new IllegalArgumentException("out of range");
        }
        return value.longValue();
    }

    /** @throws IllegalArgumentException unless {@code raw} is a finite number */
    static double decimal(Object raw) {
        double value = switch (raw) {
            case Number n -> n.doubleValue();
            case String s when s.strip().length() <= 40 -> new BigDecimal(s.strip()).doubleValue();
            case null, default -> throw new IllegalArgumentException("not a number");
        };
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not finite");
        }
        return value;
    }
}
