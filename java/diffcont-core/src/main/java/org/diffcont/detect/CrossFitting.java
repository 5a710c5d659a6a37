package org.diffcont.detect;

import org.diffcont.config.Part;

/** Distances of a class's images from models that did not see them. */
final class CrossFitting {
    private CrossFitting() {
    }

    /**
     * Each image's map by a model fitted to the images of the other folds: images x locations.
     *
     * @param features  of the class's normal images
     */
    static float[] maps(Part model, Features features, Whitening whitening, Folds folds) {
        float[] maps = null;
        for (int fold = 0; fold < folds.folds(); fold++) {
            int[] held = folds.held(fold);
            try (Normality fitted = Normality.fit(model, features.select(folds.others(fold)), whitening)) {
                float[] map = fitted.map(features.select(held));
                int locations = fitted.locations();
                maps = maps == null ? new float[Math.multiplyExact(features.count(), locations)] : maps;
                for (int i = 0; i < held.length; i++) {
                    System.arraycopy(map, i * locations, maps, held[i] * locations, locations);
                }
            }
        }
        return maps;
    }
}
