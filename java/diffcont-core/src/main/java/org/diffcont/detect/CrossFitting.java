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
            maps = placed(maps, heldOut(model, features, whitening, folds, fold), folds, fold);
        }
        return maps;
    }

    /**
     * All images' maps with a fold's put where its images are.
     *
     * @param maps  of all images, changed; null before the first fold
     * @param held  of the fold's images
     */
    static float[] placed(float[] maps, float[] held, Folds folds, int fold) {
        int[] images = folds.held(fold);
        int locations = held.length / images.length;
        float[] placed = maps == null ? new float[Math.multiplyExact(folds.count(), locations)] : maps;
        for (int i = 0; i < images.length; i++) {
            System.arraycopy(held, i * locations, placed, images[i] * locations, locations);
        }
        return placed;
    }

    private static float[] heldOut(Part model, Features features, Whitening whitening, Folds folds, int fold) {
        try (Normality fitted = Normality.fit(model, features.select(folds.others(fold)), whitening)) {
            return fitted.map(features.select(folds.held(fold)));
        }
    }
}
