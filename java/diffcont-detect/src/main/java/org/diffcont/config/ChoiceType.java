package org.diffcont.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** One constant of an enum, written in lower case. */
public record ChoiceType<E extends Enum<E>>(Class<E> choices) implements ValueType<E> {
    @Override
    public E read(Object raw) {
        return Arrays.stream(choices.getEnumConstants())
                .filter(choice -> raw instanceof String s && s.strip().equals(write(choice)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not one of the choices"));
    }

    @Override
    public String write(E value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String allowed() {
        return Arrays.stream(choices.getEnumConstants()).map(this::write).collect(Collectors.joining(" or "));
    }
}
