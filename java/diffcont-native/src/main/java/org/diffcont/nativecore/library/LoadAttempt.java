package org.diffcont.nativecore.library;

import java.util.Objects;

/**
 * One place where the native library was looked for.
 *
 * @param source  what named the place, such as {@code system property diffcont.library.path}
 * @param place   the folder, or a word on why there is none
 * @param outcome {@code "loaded"}, or the reason why not
 */
public record LoadAttempt(String source, String place, String outcome) {

    public LoadAttempt {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(outcome, "outcome");
    }

    @Override
    public String toString() {
        return source + ": " + place + ": " + outcome;
    }
}
