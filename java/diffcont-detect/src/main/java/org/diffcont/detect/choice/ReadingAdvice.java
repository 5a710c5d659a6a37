package org.diffcont.detect.choice;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.SyntheticResult;

/** What to tell a person about a product whose defects the readings will hardly see, from its normal images alone. */
public final class ReadingAdvice {
    /** Defects found, as a multiple of what chance finds, below which the readings hardly see any. */
    private static final double HARDLY = 2;

    private ReadingAdvice() {
    }

    /**
     * Advice for a product; empty when there is nothing to say, or nothing was chosen.
     *
     * @param readings  what its readings made of synthetic defects, in the order in which they were chosen
     */
    public static Optional<String> of(List<Optional<SyntheticResult>> readings) {
        return readings.getLast().filter(all -> all.found() < HARDLY * all.rate()).map(all -> String.format(Locale.ROOT,
            "Defects may go unseen: the readings find %.0f %% of synthetic defects where %.0f %% of the normal images "
                + "alarm. The normal images differ among themselves as much as a small defect would change one: take "
                + "them in the same pose, light and focus, with the product larger in the image; split variants into "
                + "products of their own.", 100 * all.found(), 100 * all.rate()));
    }

    /** Advice for a class as fitted. */
    public static Optional<String> of(FusedStatistics statistics) {
        return of(statistics.readings().stream().map(FittedReading::synthetic).toList());
    }
}
