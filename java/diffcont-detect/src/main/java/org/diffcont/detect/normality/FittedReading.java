package org.diffcont.detect.normality;

import java.util.Optional;
import org.diffcont.config.Pooling;
import org.diffcont.config.Reading;

/**
 * One of a class's readings.
 *
 * @param scale      of its pooled distances; empty for a class's only reading, whose distance is taken as it is
 * @param synthetic  empty when all readings were taken and none was chosen
 */
public record FittedReading(FittedModel model, Pooling pooling, Optional<LogScale> scale,
        Optional<SyntheticResult> synthetic) {
    /** The name of the reading: candidate and pooling. */
    public Reading name() {
        return new Reading(model.candidate(), pooling);
    }
}
