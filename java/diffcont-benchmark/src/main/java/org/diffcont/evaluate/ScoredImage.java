package org.diffcont.evaluate;

import java.util.Objects;
import org.diffcont.detect.Decision;

/**
 * One test image with the truth about it and what the detector says.
 *
 * @param path       the image, as the data set names it
 * @param trueClass  index of its class
 * @param defectType its defect folder; {@code good} for a normal image in the MVTec layout
 * @param anomalous  whether it is defective
 * @param predicted  the decision of the class the detector chose
 * @param truth      the decision of its true class
 */
public record ScoredImage(String path, int trueClass, String defectType, boolean anomalous, Decision predicted,
                          Decision truth) {

    public ScoredImage {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(defectType, "defectType");
        Objects.requireNonNull(predicted, "predicted");
        if (truth.classIndex() != trueClass) {
            throw new IllegalArgumentException("the true-class decision of " + path + " is of class "
                    + truth.classIndex() + ", not " + trueClass);
        }
    }

    /** The decision a class mode looks at. */
    public Decision decision(ClassMode mode) {
        return mode == ClassMode.PREDICTED ? predicted : truth;
    }

    /** Whether the detector chose the true class. */
    public boolean routedRight() {
        return predicted.classIndex() == trueClass;
    }
}
