package org.diffcont.detect;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.ArrayRealVector;

/**
 * Streaming linear discriminant analysis: a mean for each class and one covariance that all classes share, which tells
 * products apart. It learns class by class and needs no old image (Hayes and Kanan, "Lifelong Machine Learning with
 * Deep Streaming Linear Discriminant Analysis", 2020). Comparing classes by a covariance of their own sends everything
 * to the broadest one; a shared one does not.
 *
 * @param means    one descriptor mean a class, by class index
 * @param scatter  upper triangle, row by row, of the summed outer products of (descriptor - its class's mean)
 * @param count    images that the scatter sums over
 */
public record SharedCovariance(List<float[]> means, float[] scatter, int count) {
    /** Share of the covariance replaced by its mean variance, so that few images still give an invertible matrix. */
    private static final double SHRINKAGE = 0.1;

    public SharedCovariance {
        means = List.copyOf(means);
    }

    /** Length of a descriptor; 0 before the first class. */
    public int dimension() {
        return means.isEmpty() ? 0 : means.getFirst().length;
    }

    public static SharedCovariance empty() {
        return new SharedCovariance(List.of(), new float[0], 0);
    }

    /**
     * What a grid of features says about the whole product: each channel's mean and standard deviation over the
     * locations; with one location, the channels themselves.
     */
    static double[] descriptor(Features features, int image) {
        int channels = features.channels();
        int locations = features.locations();
        double[] descriptor = new double[locations == 1 ? channels : 2 * channels];
        int offset = image * features.dimension();
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (int l = 0; l < locations; l++) {
                double value = features.values()[offset + l * channels + c];
                sum += value;
                squares += value * value;
            }
            descriptor[c] = sum / locations;
            if (locations > 1) {
                descriptor[channels + c] = Math.sqrt(Math.max(0, squares / locations - descriptor[c] * descriptor[c]));
            }
        }
        return descriptor;
    }

    /** With one more class, from its normal images' features. */
    public SharedCovariance with(Features features) {
        List<double[]> descriptors = new ArrayList<>();
        for (int i = 0; i < features.count(); i++) {
            descriptors.add(descriptor(features, i));
        }
        int dimension = descriptors.getFirst().length;
        if (!means.isEmpty() && means.getFirst().length != dimension) {
            throw new IllegalArgumentException("descriptors have " + dimension + " numbers, earlier classes' "
                + means.getFirst().length);
        }
        double[] mean = new double[dimension];
        for (double[] descriptor : descriptors) {
            for (int k = 0; k < dimension; k++) {
                mean[k] += descriptor[k] / descriptors.size();
            }
        }
        double[] sums = new double[dimension * (dimension + 1) / 2];
        for (int i = 0; i < scatter.length; i++) {
            sums[i] = scatter[i];
        }
        double[] difference = new double[dimension];
        for (double[] descriptor : descriptors) {
            for (int k = 0; k < dimension; k++) {
                difference[k] = descriptor[k] - mean[k];
            }
            int position = 0;
            for (int row = 0; row < dimension; row++) {
                for (int column = row; column < dimension; column++) {
                    sums[position++] += difference[row] * difference[column];
                }
            }
        }
        float[] next = new float[sums.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) sums[i];
        }
        float[] classMean = new float[dimension];
        for (int k = 0; k < dimension; k++) {
            classMean[k] = (float) mean[k];
        }
        List<float[]> all = new ArrayList<>(means);
        all.add(classMean);
        return new SharedCovariance(all, next, count + features.count());
    }

    /** A rule that gives the negated squared Mahalanobis distance of an image to each class's mean. */
    public Rule rule() {
        int dimension = means.getFirst().length;
        int degrees = Math.max(1, count - means.size());
        double[][] covariance = new double[dimension][dimension];
        double trace = 0;
        int position = 0;
        for (int row = 0; row < dimension; row++) {
            for (int column = row; column < dimension; column++) {
                covariance[row][column] = scatter[position++] / (double) degrees;
                trace += row == column ? covariance[row][column] : 0;
            }
        }
        // A descriptor that never varied at all still needs a scale: then every direction has variance 1.
        double variance = trace > 0 ? trace / dimension : 1 / SHRINKAGE;
        // In units of the mean variance: the decomposition's limit for a pivot is absolute.
        for (int row = 0; row < dimension; row++) {
            for (int column = row; column < dimension; column++) {
                covariance[row][column] = (1 - SHRINKAGE) * covariance[row][column] / variance
                    + (row == column ? SHRINKAGE : 0);
                covariance[column][row] = covariance[row][column];
            }
        }
        try {
            return new Rule(this, new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false)), variance);
        } catch (MathIllegalArgumentException e) {
            throw new IllegalStateException("the shared covariance is not positive definite", e);
        }
    }

    /** The rule for one state of the statistics. */
    public static final class Rule {
        private final List<RealVector> weights = new ArrayList<>();
        private final double[] offsets;

        Rule(SharedCovariance statistics, CholeskyDecomposition covariance, double unit) {
            offsets = new double[statistics.means.size()];
            for (int c = 0; c < offsets.length; c++) {
                double[] mean = new double[statistics.means.get(c).length];
                for (int k = 0; k < mean.length; k++) {
                    mean[k] = statistics.means.get(c)[k];
                }
                RealVector vector = new ArrayRealVector(mean, false);
                RealVector weight = covariance.getSolver().solve(vector).mapDivide(unit);
                weights.add(weight);
                offsets[c] = -0.5 * weight.dotProduct(vector);
            }
        }

        /**
         * Each class's discriminant, w·x + b: half the negated squared Mahalanobis distance, up to a term that all
         * classes share.
         */
        public double[] evidence(Features features, int image) {
            RealVector descriptor = new ArrayRealVector(descriptor(features, image), false);
            double[] evidence = new double[offsets.length];
            for (int c = 0; c < evidence.length; c++) {
                evidence[c] = weights.get(c).dotProduct(descriptor) + offsets[c];
            }
            return evidence;
        }
    }
}
