package org.diffcont.detect;

import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.check.ImageKind;
import org.diffcont.detect.check.LearnedFrom;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.ExpectedAlarms;
import org.diffcont.evt.WeibullTail;

/**
 * One class's detector: its statistics, the Weibull tail of its normal distances and the threshold.
 *
 * @param thresholdDistance  a distance above it is anomalous; set on held-out normal images
 * @param normal             these images' distances
 * @param kind               what kind of images it was learned from; empty in a model that was made before that was kept
 */
public record ClassDetector(int classIndex, String name, FusedStatistics statistics, WeibullTail tail,
        double thresholdDistance, Calibration calibration, DistanceQuantiles normal,
        Optional<ImageKind> kind) {

    /** How the tail and the threshold were found: images used, and the share of them above the threshold. */
    public record Calibration(int tailImages, int thresholdImages, double falsePositiveRate, boolean refitOnReplay) {
    }

    /** The same with another threshold, which the share of normal images above it follows. */
    public ClassDetector withThreshold(double distance) {
        return new ClassDetector(classIndex, name, statistics, tail, distance, new Calibration(
            calibration.tailImages(), calibration.thresholdImages(), normal.shareAbove(distance),
            calibration.refitOnReplay()), normal, kind);
    }

    /** The same, learned from such images. */
    public ClassDetector with(Optional<ImageKind> images) {
        return new ClassDetector(classIndex, name, statistics, tail, thresholdDistance, calibration, normal, images);
    }

    /** Bits in use in a sample of the images that it was learned from; 0 where they have a byte, or that is not known. */
    public int bits() {
        return kind.map(ImageKind::from).map(LearnedFrom::bits).orElse(0);
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
