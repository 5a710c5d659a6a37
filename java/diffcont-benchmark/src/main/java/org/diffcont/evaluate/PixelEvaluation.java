package org.diffcont.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pixel metrics after the last experience, each class with its own model's heat maps.
 *
 * @param macro     mean over the classes
 * @param perClass  the classes with masks, by name, in order of arrival
 */
public record PixelEvaluation(PixelMetrics macro, Map<String, PixelMetrics> perClass) {
    public PixelEvaluation {
        // Map.copyOf would lose the order of arrival.
        perClass = Collections.unmodifiableMap(new LinkedHashMap<>(perClass));
    }

    public static PixelEvaluation of(Map<String, PixelMetrics> perClass) {
        return new PixelEvaluation(PixelMetrics.mean(List.copyOf(perClass.values())), perClass);
    }
}
