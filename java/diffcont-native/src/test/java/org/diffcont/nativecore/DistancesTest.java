package org.diffcont.nativecore;

import static org.diffcont.nativecore.Examples.assertIllegalArgument;
import static org.diffcont.nativecore.Examples.assertNativeFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DistancesTest {

    private static float[] random(Random source, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) source.nextGaussian();
        }
        return values;
    }

    @Test
    void squaredAgreesWithTheSumWrittenOut() {
        Random source = new Random(5);
        int count = 7;
        int dimension = 67;
        int classes = 3;
        float[] embeddings = random(source, count * dimension);
        float[] classMeans = random(source, classes * dimension);
        float[] mean = random(source, dimension);
        float[] inverseStd = random(source, dimension);
        float[] whitened = Distances.squared(embeddings, count, dimension, mean, inverseStd, classMeans, classes);
        float[] plain = Distances.squared(embeddings, count, dimension, null, null, classMeans, classes);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < classes; j++) {
                double sum = 0;
                double plainSum = 0;
                for (int k = 0; k < dimension; k++) {
                    double value = embeddings[i * dimension + k];
                    double centre = classMeans[j * dimension + k];
                    sum += Math.pow((value - mean[k]) * inverseStd[k] - centre, 2);
                    plainSum += Math.pow(value - centre, 2);
                }
                assertEquals(sum, whitened[i * classes + j], 1e-4 * sum);
                assertEquals(plainSum, plain[i * classes + j], 1e-4 * plainSum);
            }
        }
    }

    @Test
    void effectiveRankIsOneOnALineZeroAtAPointAndNearTheDimensionForNoise() {
        assertEquals(1, Distances.effectiveRank(new float[]{0, 0, 1, 2, 2, 4, 3, 6}, 4, 2), 1e-3);
        assertEquals(0, Distances.effectiveRank(new float[]{1, 2, 1, 2, 1, 2}, 3, 2));
        assertEquals(4, Distances.effectiveRank(random(new Random(3), 2000 * 4), 2000, 4), 0.05);
    }

    @Test
    void misuseIsNamed() {
        assertIllegalArgument("embeddings holds 3",
                () -> Distances.squared(new float[3], 2, 2, null, null, new float[2], 1));
        assertIllegalArgument("mean holds 1",
                () -> Distances.squared(new float[4], 2, 2, new float[1], null, new float[2], 1));
        assertIllegalArgument("class means", () -> Distances.squared(new float[4], 2, 2, null, null, new float[2], 0));
        assertIllegalArgument("more than a Java array holds",
                () -> Distances.squared(new float[4], 1 << 20, 1 << 20, null, null, new float[2], 1));
        assertIllegalArgument("count is 1", () -> Distances.effectiveRank(new float[4], 1, 4));
        assertNativeFailure(NativeStatus.NOT_FINITE, "embeddings[1]",
                () -> Distances.effectiveRank(new float[]{0, Float.NaN, 0, 0}, 2, 2));
    }
}
