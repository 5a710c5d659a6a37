package org.diffcont.bench;

import org.diffcont.nativecore.Distances;

/**
 * What distances are taken of: out[i][j] = Σ_k ((embeddings[i][k] − mean[k])·inverseStd[k] − classMeans[j][k])².
 *
 * @param embeddings rows x dimension
 * @param mean       dimension
 * @param inverseStd dimension
 * @param classMeans classes x dimension
 */
record DistanceInput(float[] embeddings, float[] mean, float[] inverseStd, float[] classMeans, int rows,
                     int dimension, int classes) {

    static DistanceInput random(int rows, int dimension, int classes) {
        float[] inverseStd = Inputs.uniform(dimension, 3);
        for (int k = 0; k < dimension; k++) {
            inverseStd[k] = 1 + 0.5f * inverseStd[k];
        }
        return new DistanceInput(Inputs.normal(Math.multiplyExact(rows, dimension), 1), Inputs.normal(dimension, 2),
                inverseStd, Inputs.normal(classes * dimension, 4), rows, dimension, classes);
    }

    float[] nativeDistances() {
        return Distances.squared(embeddings, rows, dimension, mean, inverseStd, classMeans, classes);
    }
}
