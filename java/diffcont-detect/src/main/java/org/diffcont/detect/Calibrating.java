package org.diffcont.detect;

import java.util.Arrays;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.error.UserException;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.TailFit;
import org.diffcont.evt.TailFitException;
import org.diffcont.evt.TailSettings;
import org.diffcont.evt.Thresholds;
import org.diffcont.evt.WeibullTail;

/** Turns a class's statistics and distances of normal images into its detector: tail and threshold. */
final class Calibrating {
    private Calibrating() {
    }

    /**
     * @param tailDistances  of normal images; their largest become the tail
     * @param held           of normal images that the statistics did not see; they set the threshold
     * @throws UserException distances without a tail
     */
    static ClassDetector with(Settings settings, int classIndex, String name, FusedStatistics statistics,
            double[] tailDistances, double[] held, boolean refitOnReplay) {
        WeibullTail tail;
        try {
            tail = TailFit.fit(tailDistances, new TailSettings(settings.evt().form(), settings.evt().tail(),
                settings.evt().minPoints()));
        } catch (TailFitException e) {
            throw new UserException("the Weibull tail of class \"" + name + "\" cannot be fitted: " + e.getMessage()
                + "; check that its images are not all alike, or give it more images", e);
        }
        double threshold = Thresholds.empirical(held, settings.threshold().falsePositiveRate());
        long above = Arrays.stream(held).filter(d -> d > threshold).count();
        return new ClassDetector(classIndex, name, statistics, tail, threshold, new ClassDetector.Calibration(
            tailDistances.length, held.length, (double) above / held.length, refitOnReplay),
            DistanceQuantiles.of(held), Optional.empty());
    }
}
