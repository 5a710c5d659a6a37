package org.diffcont.detect;

import java.util.Objects;
import org.diffcont.evt.WeibullTail;

/**
 * A class's tail with what it was fitted on, for people to judge the fit.
 *
 * @param threshold     a distance above it is anomalous
 * @param refitOnReplay whether replayed images stood in for the class's own
 * @param distances     all distances of normal images whose largest form the tail, in any order
 */
public record FittedTail(String className, WeibullTail tail, double threshold, boolean refitOnReplay,
        float[] distances) {
    public FittedTail {
        Objects.requireNonNull(className, "className");
        Objects.requireNonNull(tail, "tail");
        Objects.requireNonNull(distances, "distances");
    }

    static FittedTail of(ClassDetector detector, double[] distances) {
        float[] rounded = new float[distances.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) distances[i];
        }
        return new FittedTail(detector.name(), detector.tail(), detector.thresholdDistance(),
            detector.calibration().refitOnReplay(), rounded);
    }
}
