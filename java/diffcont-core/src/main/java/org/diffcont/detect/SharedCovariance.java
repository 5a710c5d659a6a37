package org.diffcont.detect;

import java.util.ArrayList;
import java.util.List;
import org.diffcont.error.UserException;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.ArrayRealVector;

/**
 * Streaming linear discriminant analysis: a mean for each class and one covariance that all classes share, which tells
 * products apart. It learns class by class and needs no old image (Hayes and Kanan, "Lifelong Machine Learning with
 * Deep Streaming Linear Discriminant Analysis", 2020). Comparing classes by a covariance of their own sends everything
 * to the broadest one; a shared one does not. A value; learning a class makes a new one.
 */
public final class SharedCovariance {
    /** Share of the covariance replaced by its mean variance, so that few images still give an invertible matrix. */
    private static final double SHRINKAGE = 0.1;
    /** Longest descriptor: the covariance's square and its decomposition's cube must stay small. */
    private static final int LONGEST = 2048;

    private final List<float[]> means;
    private final float[] scatter;
    private final int count;
    private Rule rule;

    /**
     * @param means    one descriptor mean a class, by class index
     * @param scatter  upper triangle, row by row, of the summed outer products of (descriptor - its class's mean)
     * @param count    images that the scatter sums over
     */
    public SharedCovariance(List<float[]> means, float[] scatter, int count) {
        this.means = List.copyOf(means);
        this.scatter = scatter;
        this.count = count;
    }

    public static SharedCovariance empty() {
        return new SharedCovariance(List.of(), new float[0], 0);
    }

    public List<float[]> means() {
        return means;
    }

    public float[] scatter() {
        return scatter;
    }

    public int count() {
        return count;
    }

    /** Length of a descriptor; 0 before the first class. */
    public int dimension() {
        return means.isEmpty() ? 0 : means.getFirst().length;
    }

    /**
     * With one more class, from its normal images' descriptors ({@link RoutingDescriptor}).
     *
     * @throws UserException when a descriptor is too long
     */
    public SharedCovariance with(Features descriptors) {
        int dimension = descriptors.dimension();
        if (!means.isEmpty() && dimension() != dimension) {
            throw new IllegalArgumentException("descriptors have " + dimension + " numbers, earlier classes' "
                + dimension());
        }
        if (dimension > LONGEST) {
            throw new UserException("routing.source and routing.grid describe an image by " + dimension
                + " numbers, more than the " + LONGEST + " that routing.rule = shared_covariance can take; lower "
                + "routing.grid");
        }
        float[] values = descriptors.values();
        double[] mean = new double[dimension];
        for (int i = 0; i < values.length; i++) {
            mean[i % dimension] += values[i] / (double) descriptors.count();
        }
        double[] sums = new double[dimension * (dimension + 1) / 2];
        for (int i = 0; i < scatter.length; i++) {
            sums[i] = scatter[i];
        }
        double[] difference = new double[dimension];
        for (int i = 0; i < descriptors.count(); i++) {
            for (int k = 0; k < dimension; k++) {
                difference[k] = values[i * dimension + k] - mean[k];
            }
            int position = 0;
            for (int row = 0; row < dimension; row++) {
                for (int column = row; column < dimension; column++) {
                    sums[position++] += difference[row] * difference[column];
                }
            }
        }
        List<float[]> all = new ArrayList<>(means);
        all.add(floats(mean));
        return new SharedCovariance(all, floats(sums), count + descriptors.count());
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** A rule that gives the negated squared Mahalanobis distance of an image to each class's mean; made once. */
    public synchronized Rule rule() {
        if (rule == null) {
            rule = decompose();
        }
        return rule;
    }

    private Rule decompose() {
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
        public double[] evidence(Features descriptors, int image) {
            double[] values = new double[descriptors.dimension()];
            for (int k = 0; k < values.length; k++) {
                values[k] = descriptors.values()[image * values.length + k];
            }
            RealVector descriptor = new ArrayRealVector(values, false);
            double[] evidence = new double[offsets.length];
            for (int c = 0; c < evidence.length; c++) {
                evidence[c] = weights.get(c).dotProduct(descriptor) + offsets[c];
            }
            return evidence;
        }
    }
}
