package org.diffcont.detect.choice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.diffcont.config.Candidate;
import org.diffcont.config.Part;
import org.diffcont.config.Pooling;
import org.diffcont.detect.normality.GaussianFeatures;
import org.diffcont.detect.normality.MapPooling;
import org.diffcont.detect.normality.Normality;
import org.diffcont.detect.normality.NormalityMethod;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.source.Features;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossFittingTest {
    private static final int CHANNELS = 4;
    private static final int CELLS = 3;
    private static final int COUNT = 23;
    private static final Features TRAIN = Features.of(GaussianFeatures.of(5, COUNT, CELLS * CHANNELS).values(),
        COUNT, CELLS, CHANNELS);
    private static final Whitening WHITENING = Whitening.fit(TRAIN);
    private static final Folds FOLDS = Folds.of(COUNT, 5);

    private static Part model(String text) {
        return Candidate.of("bottleneck/" + text).model();
    }

    /** The mean over cells of each image's cross-fitted map. */
    private static double[] distances(Part model, Features features) {
        float[] maps = CrossFitting.maps(model, features, WHITENING, FOLDS);
        return MapPooling.pool(Pooling.MEAN, maps, maps.length / COUNT);
    }

    private static Features poisoned(int image) {
        float[] values = TRAIN.values();
        for (int k = 0; k < TRAIN.dimension(); k++) {
            values[image * TRAIN.dimension() + k] += 50 + 3 * k;
        }
        return Features.of(values, COUNT, CELLS, CHANNELS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whitened", "diagonal", "pca_residual:2", "location_mahalanobis:2", "patch_memory:9"})
    void distancesComeFromModelsThatDidNotSeeTheImagesFold(String text) {
        double[] distances = distances(model(text), TRAIN);
        int poisoned = 7;
        double[] changed = distances(model(text), poisoned(poisoned));
        int others = 0;
        for (int i = 0; i < COUNT; i++) {
            if (i == poisoned) {
                assertTrue(changed[i] > 2 * distances[i], "the poisoned image itself, from clean statistics");
            } else if (i % 5 == poisoned % 5) {
                assertEquals(distances[i], changed[i], "same fold: the statistics saw neither");
            } else {
                others += distances[i] != changed[i] ? 1 : 0;
            }
        }
        assertTrue(others > 0, "the other folds' statistics saw the poisoned image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whitened", "location_mahalanobis:2"})
    void mapsAreThoseOfTheFoldsFittedByHand(String text) {
        float[] maps = CrossFitting.maps(model(text), TRAIN, WHITENING, FOLDS);
        int locations = maps.length / COUNT;
        for (int fold = 0; fold < 5; fold++) {
            int held = fold;
            int[] out = IntStream.range(0, COUNT).filter(i -> i % 5 != held).toArray();
            try (Normality statistics = NormalityMethod.of(model(text)).fit(TRAIN.select(out), WHITENING)) {
                for (int i = fold; i < COUNT; i += 5) {
                    assertArrayEquals(statistics.map(TRAIN.select(new int[] {i})),
                        Arrays.copyOfRange(maps, i * locations, (i + 1) * locations));
                }
            }
        }
    }

    @Test
    void foldsAreNoMoreThanImagesAndHoldEachImageOnce() {
        assertEquals(3, Folds.of(3, 5).folds());
        Folds folds = Folds.of(7, 3);
        assertArrayEquals(new int[] {1, 4}, folds.held(1));
        assertArrayEquals(new int[] {0, 2, 3, 5, 6}, folds.others(1));
        assertThrows(IllegalArgumentException.class, () -> Folds.of(1, 5));
    }

    @Test
    void fewImagesAreCalibratedWithMoreFolds() {
        assertEquals(new Folds(10, 10), Folds.toCalibrate(10, 5));
        assertEquals(new Folds(59, 20), Folds.toCalibrate(59, 5));
        assertEquals(new Folds(60, 5), Folds.toCalibrate(60, 5));
        assertEquals(new Folds(40, 30), Folds.toCalibrate(40, 30));
        assertEquals(19, new Folds(20, 20).fewestOthers());
        assertEquals(5, new Folds(7, 4).fewestOthers());
    }
}
