package org.diffcont.config;

import java.util.HashSet;
import java.util.List;

/** In which order the classes of a data set arrive. */
public sealed interface ExperienceOrder {
    /** By name, as the folders sort. */
    record Alphabetical() implements ExperienceOrder {}

    /** Shuffled by the run's seed. */
    record Shuffled() implements ExperienceOrder {}

    /**
     * As listed.
     *
     * @param classes class names, first to last; at least one, none twice
     */
    record Listed(List<String> classes) implements ExperienceOrder {
        public Listed {
            classes = List.copyOf(classes);
            if (classes.isEmpty() || classes.contains("") || new HashSet<>(classes).size() != classes.size()) {
                throw new IllegalArgumentException("an order lists at least one class and none twice");
            }
        }
    }
}
