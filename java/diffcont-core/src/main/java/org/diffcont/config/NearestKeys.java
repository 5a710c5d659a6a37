package org.diffcont.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** Finds the keys somebody who mistyped one most likely meant. */
final class NearestKeys {
    private static final int COUNT = 3;
    private static final JaroWinklerSimilarity SIMILARITY = new JaroWinklerSimilarity();

    private NearestKeys() {}

    /** The {@value #COUNT} keys most like {@code name}, best first. */
    static List<String> to(String name, Collection<String> keys) {
        String typed = name.toLowerCase(Locale.ROOT).replace('-', '_');
        return keys.stream()
                .sorted(Comparator.comparingDouble((String key) -> -likeness(typed, key)))
                .limit(COUNT)
                .toList();
    }

    /** The whole name counts, and the last part by itself too: people forget or mistake the group. */
    private static double likeness(String typed, String key) {
        double whole = SIMILARITY.apply(typed, key);
        double last = SIMILARITY.apply(lastPart(typed), lastPart(key));
        return Math.max(whole, last) + 0.5 * Math.min(whole, last);
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
