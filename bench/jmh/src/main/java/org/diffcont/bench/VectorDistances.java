package org.diffcont.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Whitened squared distances by the Vector API: a row is whitened once into a buffer that the first-level cache holds,
 * then compared with the class means, with four sums side by side so that no addition waits for the one before.
 */
final class VectorDistances implements RowKernel {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private final DistanceInput in;

    VectorDistances(DistanceInput in) {
        this.in = in;
    }

    @Override
    public void rows(int begin, int end, float[] distances) {
        float[] whitened = new float[in.dimension()];
        for (int row = begin; row < end; row++) {
            whiten(row * in.dimension(), whitened);
            for (int c = 0; c < in.classes(); c++) {
                distances[row * in.classes() + c] = distance(whitened, c * in.dimension());
            }
        }
    }

    private void whiten(int from, float[] whitened) {
        float[] embeddings = in.embeddings();
        float[] mean = in.mean();
        float[] inverseStd = in.inverseStd();
        int k = 0;
        for (; k <= whitened.length - LANES; k += LANES) {
            FloatVector.fromArray(SPECIES, embeddings, from + k).sub(FloatVector.fromArray(SPECIES, mean, k))
                    .mul(FloatVector.fromArray(SPECIES, inverseStd, k)).intoArray(whitened, k);
        }
        for (; k < whitened.length; k++) {
            whitened[k] = (embeddings[from + k] - mean[k]) * inverseStd[k];
        }
    }

    private float distance(float[] whitened, int from) {
        float[] means = in.classMeans();
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int k = 0;
        for (; k <= whitened.length - 4 * LANES; k += 4 * LANES) {
            FloatVector difference0 = difference(whitened, means, k, from);
            FloatVector difference1 = difference(whitened, means, k + LANES, from);
            FloatVector difference2 = difference(whitened, means, k + 2 * LANES, from);
            FloatVector difference3 = difference(whitened, means, k + 3 * LANES, from);
            sum0 = difference0.fma(difference0, sum0);
            sum1 = difference1.fma(difference1, sum1);
            sum2 = difference2.fma(difference2, sum2);
            sum3 = difference3.fma(difference3, sum3);
        }
        float sum = sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(VectorOperators.ADD);
        for (; k < whitened.length; k++) {
            float difference = whitened[k] - means[from + k];
            sum += difference * difference;
        }
        return sum;
    }

    private static FloatVector difference(float[] whitened, float[] means, int k, int from) {
        return FloatVector.fromArray(SPECIES, whitened, k).sub(FloatVector.fromArray(SPECIES, means, from + k));
    }
}
