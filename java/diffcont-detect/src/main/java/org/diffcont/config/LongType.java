package org.diffcont.config;

/** Whole numbers from min to max, both included, that may not fit 32 bits. */
public record LongType(long min, long max) implements ValueType<Long> {
    @Override
    public Long read(Object raw) {
        return Numbers.whole(raw, min, max);
    }

    @Override
    public String allowed() {
        return "a whole number from " + min + " to " + max;
    }
}
