package org.diffcont.config;

/** A text that matches a regular expression, which {@code allowed} puts into words. */
public record TextType(String pattern, String allowed) implements ValueType<String> {
    @Override
    public String read(Object raw) {
        String text = String.valueOf(raw).strip();
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException("not such a text");
        }
        return text;
    }
}
