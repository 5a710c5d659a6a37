package org.diffcont.detect.choice;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diffcont.config.Candidate;
import org.diffcont.config.Reading;
import org.diffcont.detect.normality.SyntheticResult;

/** Which reading a class should take next. */
@FunctionalInterface
public interface ReadingOrder {
    /**
     * A reading.
     *
     * @param synthetic  empty where it was not tried
     */
    record Next(Reading reading, Optional<SyntheticResult> synthetic) {
    }

    /**
     * @param taken    the readings taken before, in order
     * @param without  candidates that none shall be taken of
     * @return empty when none is left
     */
    Optional<Next> after(List<Reading> taken, Set<Candidate> without);

    /** Just as given. */
    static ReadingOrder given(List<Reading> readings) {
        return (taken, without) -> firstOf(readings, taken, without).map(r -> new Next(r, Optional.empty()));
    }

    /** The first that was not taken and may be. */
    static Optional<Reading> firstOf(List<Reading> readings, List<Reading> taken, Set<Candidate> without) {
        return readings.stream().filter(r -> !taken.contains(r) && !without.contains(r.candidate())).findFirst();
    }
}
