package org.diffcont.detect;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What to tell a person about a product whose defects the readings will hardly see, from its normal images alone. */
public final class ReadingAdvice {
    /** Below it, even the best reading tells synthetic defects from normal images little better than chance, .5. */
    private static final double HARDLY = 0.6;

    private ReadingAdvice() {
    }

    /**
     * Advice for a product; empty when there is nothing to say, or nothing was chosen.
     *
     * @param best  how well the best of its readings told synthetic defects from held-out normal images (AUROC)
     */
    public static Optional<String> of(OptionalDouble best) {
        if (best.isEmpty() || best.getAsDouble() >= HARDLY) {
            return Optional.empty();
        }
        return Optional.of(String.format(Locale.ROOT, "Defects may go unseen: even the best reading hardly tells "
            + "synthetic defects from normal images (AUROC %.2f, chance is .50). The normal images differ among "
            + "themselves as much as a small defect would change one: take them in the same pose, light and focus, "
            + "with the product larger in the image; split variants into products of their own.",
            best.getAsDouble()));
    }

    /** Advice for a class as fitted. */
    public static Optional<String> of(FusedStatistics statistics) {
        return of(statistics.readings().stream().map(FittedReading::syntheticAuroc).filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble).max());
    }
}
