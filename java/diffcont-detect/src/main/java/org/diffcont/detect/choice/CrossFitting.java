package org.diffcont.detect.choice;

import java.util.ArrayList;
import java.util.List;
import org.diffcont.config.Part;
import org.diffcont.detect.normality.Normality;
import org.diffcont.detect.normality.NormalityMethod;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.source.Features;

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
        List<float[]> held = new ArrayList<>();
        for (int fold = 0; fold < folds.folds(); fold++) {
            held.add(heldOut(model, features, whitening, folds, fold));
        }
        return inImageOrder(held, folds);
    }

    /** One fold's images' maps after the other's, put in the images' order. */
    static float[] inImageOrder(List<float[]> held, Folds folds) {
        int locations = held.getFirst().length / folds.held(0).length;
        float[] maps = new float[Math.multiplyExact(folds.count(), locations)];
        for (int fold = 0; fold < folds.folds(); fold++) {
            int[] images = folds.held(fold);
            for (int i = 0; i < images.length; i++) {
                System.arraycopy(held.get(fold), i * locations, maps, images[i] * locations, locations);
            }
        }
        return maps;
    }

    private static float[] heldOut(Part model, Features features, Whitening whitening, Folds folds, int fold) {
        try (Normality fitted = NormalityMethod.of(model).fit(features.select(folds.others(fold)), whitening)) {
            return fitted.map(features.select(folds.held(fold)));
        }
    }
}
