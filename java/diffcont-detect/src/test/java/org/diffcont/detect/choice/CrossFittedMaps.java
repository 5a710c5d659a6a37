package org.diffcont.detect.choice;

import org.diffcont.config.Candidate;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.ImageReadings;

/** Opens cross-fitting to tests of the package above, which calibrate on what it gives. */
public final class CrossFittedMaps {
    private CrossFittedMaps() {
    }

    public static float[] of(Candidate candidate, ImageReadings train, Whitening whitening, int folds) {
        return CrossFitting.maps(candidate.model(), train.features(FeatureSource.of(candidate.source())), whitening,
            Folds.of(train.count(), folds));
    }
}
