package org.diffcont.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code readings.*}: how an image is compared with a class's normal ones. Keys and ranges: {@link DetectionKeys}. */
public record ReadingsSettings(Posing pose, List<Reading> always, List<Candidate> candidates, List<Pooling> poolings,
        int chosen, Fusion fusion, long maxBytes, int folds) {
    /** Whether a class's products are brought to one pose where they lie anywhere, or read as they lie. */
    public enum Posing { AUTO, AS_IS }

    /** How several readings' scores become one: the largest, the mean of the two largest, or the mean of all. */
    public enum Fusion { MAX, TWO_LARGEST, MEAN }

    public ReadingsSettings {
        always = always.stream().distinct().toList();
        candidates = candidates.stream().distinct().toList();
        poolings = poolings.stream().distinct().toList();
    }

    /** Those that every class has, then those that it chooses among. */
    public List<Reading> all() {
        return Stream.concat(always.stream(), offered().stream()).toList();
    }

    /** The candidates of all readings, each once. */
    public List<Candidate> allCandidates() {
        return all().stream().map(Reading::candidate).distinct().toList();
    }

    /** Every candidate with every pooling, in the order of the keys; a candidate without cells once. */
    public List<Reading> offered() {
        List<Reading> all = new ArrayList<>();
        for (Candidate candidate : candidates) {
            for (Pooling pooling : candidate.hasLocations() ? poolings : List.of(Pooling.MAX)) {
                all.add(new Reading(candidate, pooling));
            }
        }
        all.removeAll(always);
        return List.copyOf(all);
    }

    /** Whether a class chooses among the readings; otherwise it takes them all. */
    public boolean chooses() {
        return offered().size() > chosen;
    }

    /** How many readings a class has, unless {@code maxBytes} keeps some away. */
    public int kept() {
        return always.size() + Math.min(offered().size(), chosen);
    }
}
