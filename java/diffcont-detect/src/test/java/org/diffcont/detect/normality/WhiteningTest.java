package org.diffcont.detect.normality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.diffcont.detect.source.Features;
import org.junit.jupiter.api.Test;

class WhiteningTest {
    private static final int DIMENSION = 7;

    @Test
    void isTheMeanAndTheUnbiasedDeviationOfEachDimension() {
        Features features = GaussianFeatures.of(1, 40, DIMENSION);
        Whitening whitening = Whitening.fit(features);
        for (int k = 0; k < DIMENSION; k++) {
            double mean = 0;
            for (int i = 0; i < 40; i++) {
                mean += features.row(i)[k] / 40.0;
            }
            double squares = 0;
            for (int i = 0; i < 40; i++) {
                squares += Math.pow(features.row(i)[k] - mean, 2);
            }
            assertEquals(mean, whitening.mean()[k], 1e-5);
            assertEquals(1 / Math.sqrt(squares / 39), whitening.inverseStd()[k], 1e-5);
        }
    }

    @Test
    void keepsItsPrecisionFarFromZero() {
        Features features = Features.of(new float[] {16_000_001, 16_000_003}, 2, 1, 1);
        Whitening whitening = Whitening.fit(features);
        assertEquals(16_000_002f, whitening.mean()[0]);
        assertEquals(1 / Math.sqrt(2), whitening.inverseStd()[0], 1e-6);
    }

    @Test
    void takesTwoImagesAndRefusesOne() {
        Whitening whitening = Whitening.fit(Features.of(new float[] {1, -2, 3, 2}, 2, 1, 2));
        assertArrayEquals(new float[] {2, 0}, whitening.mean());
        assertArrayEquals(new float[] {(float) (1 / Math.sqrt(2)), (float) (1 / Math.sqrt(8))},
            whitening.inverseStd(), 1e-6f);
        assertThrows(IllegalArgumentException.class, () -> Whitening.fit(Features.of(new float[2], 1, 1, 2)));
    }

    @Test
    void floorsADeadDimensionAtAThousandthOfTheMeanDeviation() {
        Whitening whitening = Whitening.fit(Features.of(new float[] {1, 5, -1, 5}, 2, 1, 2));
        double average = Math.sqrt(2) / 2;
        assertEquals(1 / (average * 1e-3), whitening.inverseStd()[1], 1e-2);
    }

    @Test
    void staysFiniteWhereAllImagesAreAlike() {
        Whitening whitening = Whitening.fit(Features.of(new float[] {4, 5, 4, 5}, 2, 1, 2));
        assertArrayEquals(new float[] {1, 1}, whitening.inverseStd());
    }

    @Test
    void whitenedTrainingFeaturesHaveMeanZero() {
        Features features = GaussianFeatures.of(2, 30, DIMENSION);
        for (float mean : Whitening.fit(features).whitenedMean(features)) {
            assertEquals(0, mean, 1e-5);
        }
    }

    @Test
    void refusesPartsOfDifferentLengths() {
        assertThrows(IllegalArgumentException.class, () -> new Whitening(new float[2], new float[3]));
    }

    @Test
    void featuresMustBeOfTheShapeThatIsSaid() {
        assertThrows(IllegalArgumentException.class, () -> Features.of(new float[11], 2, 2, 3));
    }

    @Test
    void selectedAndJoinedFeaturesKeepEachImagesValues() {
        Features features = GaussianFeatures.of(3, 5, 6);
        Features cells = Features.of(features.values(), 5, 2, 3);
        Features picked = cells.select(new int[] {3, 0});
        assertEquals(2, picked.count());
        for (int k = 0; k < 6; k++) {
            assertEquals(features.row(3)[k], picked.values()[k]);
            assertEquals(features.row(0)[k], picked.values()[6 + k]);
        }
        Features joined = Features.join(java.util.List.of(picked, cells));
        assertEquals(7, joined.count());
        assertEquals(features.row(0)[0], joined.row(2)[0]);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Features.join(java.util.List.of(cells, features)))
            .getMessage().contains("shapes"));
    }
}
