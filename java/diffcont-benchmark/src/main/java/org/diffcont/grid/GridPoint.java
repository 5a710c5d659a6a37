package org.diffcont.grid;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffcont.config.Settings;

/**
 * One combination of choices; it is run once for each seed and class order.
 *
 * @param name     short and fit for a folder's name
 * @param choices  what was varied → its value here, in order
 * @param settings its configuration; seed and class order are each run's
 */
public record GridPoint(String name, Map<String, String> choices, Settings settings) {
    public GridPoint {
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    }
}
