package org.diffcont.config;

import java.util.OptionalInt;

/** Bits of a sample from 8 to 16, or the word auto, which is empty. */
record BitsType() implements ValueType<OptionalInt> {
    private static final String AUTO = "auto";

    @Override
    public OptionalInt read(Object raw) {
        return raw instanceof String text && text.strip().equals(AUTO) ? OptionalInt.empty()
            : OptionalInt.of((int) Numbers.whole(raw, 8, 16));
    }

    @Override
    public Object write(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : AUTO;
    }

    @Override
    public String allowed() {
        return "auto, or a whole number from 8 to 16";
    }
}
