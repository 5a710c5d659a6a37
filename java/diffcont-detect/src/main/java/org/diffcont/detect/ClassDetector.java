package org.diffcont.detect;

import org.diffcont.config.Settings;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.ExpectedAlarms;
import org.diffcont.evt.WeibullTail;

/**
 * One class's detector: its statistics, the Weibull tail of its normal distances and the threshold.
 *
 * @param thresholdDistance  a distance above it is anomalous; set on held-out normal images
 * @param normal             these images' distances
 */
public record ClassDetector(int classIndex, String name, FusedStatistics statistics, WeibullTail tail,
        double thresholdDistance, Calibration calibration, DistanceQuantiles normal) {

    /** How the tail and the threshold were found: images used, and the share of them above the threshold. */
    public record Calibration(int tailImages, int thresholdImages, double falsePositiveRate, boolean refitOnReplay) {
    }

    /** The same with another threshold, which the share of normal images above it follows. */
    public ClassDetector withThreshold(double distance) {
        return new ClassDetector(classIndex, name, statistics, tail, distance, new Calibration(
            calibration.tailImages(), calibration.thresholdImages(), normal.shareAbove(distance),
            calibration.refitOnReplay()), normal);
    }

    /** False alarms to expect, unless the threshold was set by hand. */
    public ExpectedAlarms expectedAlarms(Settings settings) {
        return new ExpectedAlarms(settings.threshold().falsePositiveRate(), calibration.thresholdImages());
    }

    /** The decision for an image at this distance from this class. */
    public Decision decide(double distance) {
        return Decision.of(classIndex, distance, tail, thresholdDistance);
    }
}
