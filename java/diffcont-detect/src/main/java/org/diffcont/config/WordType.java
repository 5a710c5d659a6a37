package org.diffcont.config;

import java.util.List;

/** One of some words. */
public record WordType(List<String> words) implements ValueType<String> {
    public WordType(String... words) {
        this(List.of(words));
    }

    @Override
    public String read(Object raw) {
        String word = String.valueOf(raw).strip();
        if (!words.contains(word)) {
            throw new IllegalArgumentException("no such word");
        }
        return word;
    }

    @Override
    public String allowed() {
        return String.join(" or ", words);
    }
}
