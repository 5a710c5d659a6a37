package org.diffcont.bench;

/** Whitened squared distances by the loop one would write first, one row at a time. */
final class PlainDistances implements RowKernel {

    private final DistanceInput in;

    PlainDistances(DistanceInput in) {
        this.in = in;
    }

    @Override
    public void rows(int begin, int end, float[] distances) {
        int dimension = in.dimension();
        for (int row = begin; row < end; row++) {
            for (int c = 0; c < in.classes(); c++) {
                float sum = 0;
                for (int k = 0; k < dimension; k++) {
                    float whitened = (in.embeddings()[row * dimension + k] - in.mean()[k]) * in.inverseStd()[k];
                    float difference = whitened - in.classMeans()[c * dimension + k];
                    sum += difference * difference;
                }
                distances[row * in.classes() + c] = sum;
            }
        }
    }
}
