package org.diffcont.detect.normality;

import org.diffcont.detect.source.Features;

/**
 * Per-dimension standardisation of embeddings, (z - mean) * inverseStd, fitted once on the first experience and frozen
 * with the projector (paper, section 4.5).
 */
public record Whitening(float[] mean, float[] inverseStd) {
    /** Standard deviations are floored at this share of their mean, so that dead dimensions are not blown up. */
    private static final double STD_FLOOR = 1e-3;

    public Whitening {
        if (mean.length != inverseStd.length) {
            throw new IllegalArgumentException("mean has " + mean.length + " dimensions, inverseStd "
                + inverseStd.length);
        }
    }

    /** Mean and variance of each dimension over {@code features}, at least two images. */
    public static Whitening fit(Features features) {
        if (features.count() < 2) {
            throw new IllegalArgumentException("whitening needs at least 2 images");
        }
        int dimension = features.dimension();
        double[] sum = new double[dimension];
        double[] squares = new double[dimension];
        for (int i = 0; i < features.count(); i++) {
            for (int k = 0; k < dimension; k++) {
                sum[k] += features.row(i)[k];
            }
        }
        float[] mean = new float[dimension];
        for (int k = 0; k < dimension; k++) {
            mean[k] = (float) (sum[k] / features.count());
        }
        for (int i = 0; i < features.count(); i++) {
            for (int k = 0; k < dimension; k++) {
                double difference = features.row(i)[k] - mean[k];
                squares[k] += difference * difference;
            }
        }
        double[] std = new double[dimension];
        double average = 0;
        for (int k = 0; k < dimension; k++) {
            std[k] = Math.sqrt(squares[k] / (features.count() - 1));
            average += std[k] / dimension;
        }
        double floor = average > 0 ? average * STD_FLOOR : 1.0;
        float[] inverseStd = new float[dimension];
        for (int k = 0; k < dimension; k++) {
            inverseStd[k] = (float) (1.0 / Math.max(std[k], floor));
        }
        return new Whitening(mean, inverseStd);
    }

    /** Mean of the whitened features: the class mean of the paper, in whitened space. */
    public float[] whitenedMean(Features features) {
        int dimension = features.dimension();
        double[] sum = new double[dimension];
        for (int i = 0; i < features.count(); i++) {
            for (int k = 0; k < dimension; k++) {
                sum[k] += (features.row(i)[k] - mean[k]) * (double) inverseStd[k];
            }
        }
        float[] result = new float[dimension];
        for (int k = 0; k < dimension; k++) {
            result[k] = (float) (sum[k] / features.count());
        }
        return result;
    }
}
