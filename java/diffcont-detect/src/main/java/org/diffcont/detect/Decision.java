package org.diffcont.detect;

import org.diffcont.evt.WeibullTail;

/**
 * What one class's model says about one image.
 *
 * @param classIndex         index of the class whose model decided
 * @param distance           distance to that class, in its own unit; not NaN
 * @param logSurvival        the class tail's {@code -log(1 - s)}, in [0, infinity]
 * @param outlierProbability the class tail's s, in [0, 1]
 * @param threshold          the class's threshold, a distance; not NaN
 * @param anomalous          whether the class calls the image anomalous
 */
public record Decision(int classIndex, double distance, double logSurvival, double outlierProbability,
                       double threshold, boolean anomalous) {

    /** {@link #word} of an image above the threshold. */
    public static final String ANOMALOUS = "anomalous";
    /** {@link #word} of any other image. */
    public static final String NORMAL = "normal";

    public Decision {
        if (classIndex < 0) {
            throw new IllegalArgumentException("a class index is at least 0, got " + classIndex);
        }
        if (Double.isNaN(distance) || Double.isNaN(threshold)) {
            throw new IllegalArgumentException("distance or threshold is NaN: " + distance + ", " + threshold);
        }
        if (!(logSurvival >= 0 && outlierProbability >= 0 && outlierProbability <= 1)) {
            throw new IllegalArgumentException("log-survival must be at least 0 and outlier probability in [0, 1], got "
                    + logSurvival + ", " + outlierProbability);
        }
    }

    /** As results and tables have it. */
    public String word() {
        return anomalous ? ANOMALOUS : NORMAL;
    }

    /** The decision of a class with this tail: anomalous when the distance is above the threshold. */
    public static Decision of(int classIndex, double distance, WeibullTail tail, double threshold) {
        return new Decision(classIndex, distance, tail.logSurvival(distance), tail.outlierProbability(distance),
                threshold, distance > threshold);
    }
}
