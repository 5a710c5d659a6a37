package org.diffcont.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** Finds the names somebody who mistyped one most likely meant. */
public final class NearestNames {
    private static final int COUNT = 3;
    private static final JaroWinklerSimilarity SIMILARITY = new JaroWinklerSimilarity();

    private NearestNames() {}

    /**
     * The names most like another one.
     *
     * @param name  what was typed
     * @param known what might have been meant
     * @return the {@value #COUNT} known names most like {@code name}, best first
     */
    public static List<String> to(String name, Collection<String> known) {
        String typed = name.toLowerCase(Locale.ROOT).replace('-', '_');
        return known.stream()
                .sorted(Comparator.comparingDouble((String other) -> -likeness(typed, other)))
                .limit(COUNT)
                .toList();
    }

    /** The whole name counts, and its part after the last dot by itself too: people mistake a key's group. */
    private static double likeness(String typed, String other) {
        double whole = SIMILARITY.apply(typed, other);
        double last = SIMILARITY.apply(lastPart(typed), lastPart(other));
        return Math.max(whole, last) + 0.5 * Math.min(whole, last);
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
