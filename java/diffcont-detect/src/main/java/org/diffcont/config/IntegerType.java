package org.diffcont.config;

/** Whole numbers from min to max, both included. */
public record IntegerType(int min, int max) implements ValueType<Integer> {
    @Override
    public Integer read(Object raw) {
        return (int) Numbers.whole(raw, min, max);
    }

    @Override
    public String allowed() {
        return "a whole number from " + min + " to " + max;
    }
}
