package org.diffcont.config;

import java.util.ArrayList;
import java.util.List;

/** {@code readings.*}: how an image is compared with a class's normal ones. Keys and ranges: {@link DetectionKeys}. */
public record ReadingsSettings(Posing pose, List<Candidate> candidates, List<Pooling> poolings, int chosen,
        Fusion fusion, long maxBytes, int folds) {
    /** Whether a class's products are brought to one pose where they lie anywhere, or read as they lie. */
    public enum Posing { AUTO, AS_IS }

    /** How several readings' scores become one. */
    public enum Fusion { MAX, MEAN }

    public ReadingsSettings {
        candidates = candidates.stream().distinct().toList();
        poolings = poolings.stream().distinct().toList();
    }

    /** Every candidate with every pooling, in the order of the keys; a candidate without cells once. */
    public List<Reading> all() {
        List<Reading> all = new ArrayList<>();
        for (Candidate candidate : candidates) {
            for (Pooling pooling : candidate.hasLocations() ? poolings : List.of(Pooling.MAX)) {
                all.add(new Reading(candidate, pooling));
            }
        }
        return List.copyOf(all);
    }

    /** Whether a class chooses among the readings; otherwise it takes them all. */
    public boolean chooses() {
        return all().size() > chosen;
    }
}
