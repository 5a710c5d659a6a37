package org.diffcont.detect;

import java.util.Arrays;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.error.DataException;
import org.diffcont.error.UserException;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.ExpectedAlarms;
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

    /**
     * Asks whether a class's own images contradict its threshold.
     *
     * @param own  distances of images that the statistics were fitted to, which are smaller than others', if anything
     * @throws DataException far more of them above the threshold than it was set for
     */
    static void check(Settings settings, ClassDetector detector, double[] own) {
        ExpectedAlarms expected = detector.expectedAlarms(settings);
        long above = Arrays.stream(own).filter(d -> detector.decide(d).anomalous()).count();
        if (above > expected.most(own.length)) {
            throw new DataException(above + " of " + own.length + " images that class \"" + detector.name()
                + "\" was learned from are anomalous to it, where its threshold allows " + expected
                + "; give it more images that differ as those to come will, or other readings.candidates");
        }
    }
}
