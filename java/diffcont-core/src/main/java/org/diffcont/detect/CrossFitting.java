package org.diffcont.detect;

import java.util.Optional;
import org.diffcont.config.Part;

/** Distances of a class's images from models that did not see them. */
final class CrossFitting {
    private CrossFitting() {
    }

    /**
     * Each image's map by a model fitted to the images of the other folds: images x locations.
     *
     * @param features   of the class's normal images
     * @param firstFold  the maps of fold 0, where they are known already
     */
    static float[] maps(Part model, Features features, Whitening whitening, Folds folds, Optional<float[]> firstFold) {
        float[] maps = null;
        for (int fold = 0; fold < folds.folds(); fold++) {
            int[] held = folds.held(fold);
            float[] map = fold == 0 && firstFold.isPresent() ? firstFold.get()
                : heldOut(model, features, whitening, folds, fold);
            int locations = map.length / held.length;
            maps = maps == null ? new float[Math.multiplyExact(features.count(), locations)] : maps;
            for (int i = 0; i < held.length; i++) {
                System.arraycopy(map, i * locations, maps, held[i] * locations, locations);
            }
        }
        return maps;
    }

    private static float[] heldOut(Part model, Features features, Whitening whitening, Folds folds, int fold) {
        try (Normality fitted = Normality.fit(model, features.select(folds.others(fold)), whitening)) {
            return fitted.map(features.select(folds.held(fold)));
        }
    }
}
