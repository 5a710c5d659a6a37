package org.diffcont.detect;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.diffcont.config.Candidate;
import org.diffcont.config.PooledCandidate;

/** Which reading a class should take next. */
@FunctionalInterface
interface ReadingOrder {
    /**
     * A reading, and how well it alone tells synthetic defects from normal images.
     *
     * @param syntheticAuroc  empty where that was not tried
     */
    record Next(PooledCandidate reading, OptionalDouble syntheticAuroc) {
    }

    /**
     * @param taken    the readings taken before, in order
     * @param without  candidates that none shall be taken of
     * @return empty when none is left
     */
    Optional<Next> after(List<PooledCandidate> taken, Set<Candidate> without);

    /** Just as given. */
    static ReadingOrder given(List<PooledCandidate> readings) {
        return (taken, without) -> readings.stream()
            .filter(r -> !taken.contains(r) && !without.contains(r.candidate())).findFirst()
            .map(r -> new Next(r, OptionalDouble.empty()));
    }
}
