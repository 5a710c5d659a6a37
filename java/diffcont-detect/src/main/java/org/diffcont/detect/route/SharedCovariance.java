package org.diffcont.detect.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.diffcont.config.RoutingSettings;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.source.Features;
import org.diffcont.error.UserException;
import org.diffcont.evt.Thresholds;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.RealVector;

/**
 * Streaming linear discriminant analysis: a mean for each class and one covariance that all classes share, which tells
 * products apart. It learns class by class and needs no old image (Hayes and Kanan, "Lifelong Machine Learning with
 * Deep Streaming Linear Discriminant Analysis", 2020). Comparing classes by a covariance of their own sends everything
 * to the broadest one; a shared one does not. A value; learning a class makes a new one.
 */
public final class SharedCovariance {
    /** Share of the covariances between numbers given up, so that few images still give an invertible matrix. */
    private static final double SHRINKAGE = 0.1;
    /** A number's variance counts as at least this share of the mean one: what never varied would decide alone. */
    private static final double LEAST_VARIANCE = 1e-4;
    /** Of a covariance without one image at least this share is left in the image's direction. */
    private static final double LEAST_REMAINDER = 0.02;
    /** Most descriptors of a class that are kept, to know how far from its mean its own images lie. */
    private static final int SAMPLES = 64;
    /** Longest descriptor: the covariance's square and its decomposition's cube must stay small. */
    private static final int LONGEST = 2048;

    private final List<float[]> means;
    private final float[] scatter;
    private final int count;
    private final List<float[]> samples;
    private Rule rule;
    private RoutingSettings unknownOf;
    private UnknownRule unknown;

    /**
     * @param means    one descriptor mean a class, by class index
     * @param scatter  upper triangle, row by row, of the summed outer products of (descriptor - its class's mean)
     * @param count    images that the scatter sums over
     * @param samples  some descriptors of each class's images, one after the other, by class index
     */
    public SharedCovariance(List<float[]> means, float[] scatter, int count, List<float[]> samples) {
        this.means = List.copyOf(means);
        this.scatter = scatter;
        this.count = count;
        this.samples = List.copyOf(samples);
    }

    public static SharedCovariance empty() {
        return new SharedCovariance(List.of(), new float[0], 0, List.of());
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

    public List<float[]> samples() {
        return samples;
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
        double[] mean = mean(descriptors);
        double[] sums = new double[dimension * (dimension + 1) / 2];
        for (int i = 0; i < scatter.length; i++) {
            sums[i] = scatter[i];
        }
        double[] difference = new double[dimension];
        for (int i = 0; i < descriptors.count(); i++) {
            for (int k = 0; k < dimension; k++) {
                difference[k] = descriptors.row(i)[k] - mean[k];
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
        List<float[]> allSamples = new ArrayList<>(samples);
        allSamples.add(samples(descriptors, mean));
        return new SharedCovariance(all, floats(sums), count + descriptors.count(), allSamples);
    }

    /**
     * With one class's mean, and what its own images look like, moved to other normal images of it; the covariance and
     * the other classes stay.
     */
    public SharedCovariance moved(int classIndex, Features descriptors) {
        double[] mean = mean(descriptors);
        List<float[]> movedMeans = new ArrayList<>(means);
        movedMeans.set(classIndex, floats(mean));
        List<float[]> movedSamples = new ArrayList<>(samples);
        movedSamples.set(classIndex, samples(descriptors, mean));
        return new SharedCovariance(movedMeans, scatter, count, movedSamples);
    }

    private static double[] mean(Features descriptors) {
        double[] mean = new double[descriptors.dimension()];
        for (int i = 0; i < descriptors.count(); i++) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += descriptors.row(i)[k] / (double) descriptors.count();
            }
        }
        return mean;
    }

    /**
     * Descriptors spread evenly over a class's images, each moved away from the mean to where it would lie if the mean
     * had been taken without it.
     */
    private static float[] samples(Features descriptors, double[] mean) {
        int kept = Math.min(SAMPLES, descriptors.count());
        double without = descriptors.count() / Math.max(1.0, descriptors.count() - 1.0);
        float[] kepts = new float[kept * mean.length];
        for (int i = 0; i < kept; i++) {
            int image = (int) ((long) i * descriptors.count() / kept);
            for (int k = 0; k < mean.length; k++) {
                kepts[i * mean.length + k] = (float) (mean[k]
                    + without * (descriptors.row(image)[k] - mean[k]));
            }
        }
        return kepts;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** The rule that compares an image with each class's mean; made once. */
    public synchronized Rule rule() {
        if (rule == null) {
            rule = decompose();
        }
        return rule;
    }

    /** The rule that tells unknown products, for routing as configured; made once for a configuration. */
    public synchronized UnknownRule unknownRule(RoutingSettings routing) {
        if (!routing.equals(unknownOf)) {
            unknown = UnknownRule.of(routing, this);
            unknownOf = routing;
        }
        return unknown;
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
        // A descriptor that never varied at all still needs a scale: then every number has variance 1.
        double floor = trace > 0 ? LEAST_VARIANCE * trace / dimension : 1;
        double[] std = new double[dimension];
        for (int k = 0; k < dimension; k++) {
            std[k] = Math.sqrt(Math.max(covariance[k][k], floor));
        }
        // As correlations: numbers of any unit count alike, and the decomposition's limit for a pivot is absolute.
        for (int row = 0; row < dimension; row++) {
            for (int column = row; column < dimension; column++) {
                covariance[row][column] = row == column ? 1
                    : (1 - SHRINKAGE) * covariance[row][column] / (std[row] * std[column]);
                covariance[column][row] = covariance[row][column];
            }
        }
        try {
            return new Rule(this, new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false)), std, degrees);
        } catch (MathIllegalArgumentException e) {
            throw new IllegalStateException("the shared covariance is not positive definite", e);
        }
    }

    /** The rule for one state of the statistics. */
    public static final class Rule {
        private final double[] std;
        private final DecompositionSolver correlations;
        /** Each class's mean, and the mean times the inverse correlations; in standard deviations. */
        private final List<RealVector> means = new ArrayList<>();
        private final List<RealVector> weights = new ArrayList<>();
        private final List<LogScale> own = new ArrayList<>();
        private final double[] ownZ;

        Rule(SharedCovariance statistics, CholeskyDecomposition correlations, double[] std, int degrees) {
            this.std = std;
            this.correlations = correlations.getSolver();
            for (float[] mean : statistics.means) {
                means.add(vector(mean, 0));
                weights.add(this.correlations.solve(means.getLast()));
            }
            List<double[]> distances = new ArrayList<>();
            for (int c = 0; c < means.size(); c++) {
                double[] ofClass = new double[statistics.samples.get(c).length / std.length];
                for (int i = 0; i < ofClass.length; i++) {
                    ofClass[i] = withoutItself(distance(statistics.samples.get(c), i, c), degrees);
                }
                distances.add(ofClass);
                own.add(LogScale.fit(ofClass));
            }
            ownZ = IntStream.range(0, means.size()).boxed()
                .flatMapToDouble(c -> Arrays.stream(distances.get(c)).map(own.get(c)::z)).toArray();
        }

        /**
         * A learned image's distance as it would be if the covariance had been taken without it (Sherman and Morrison,
         * 1950): with few images it would otherwise look far too ordinary.
         */
        private static double withoutItself(double distance, int degrees) {
            return distance / Math.max(LEAST_REMAINDER, 1 - distance / (degrees + 1));
        }

        private RealVector vector(float[] values, int index) {
            double[] scaled = new double[std.length];
            for (int k = 0; k < std.length; k++) {
                scaled[k] = values[index * std.length + k] / std[k];
            }
            return new ArrayRealVector(scaled, false);
        }

        private double distance(float[] values, int index, int classIndex) {
            RealVector difference = vector(values, index).subtract(means.get(classIndex));
            return difference.dotProduct(correlations.solve(difference));
        }

        /**
         * Each class's discriminant, w·x + b: half the negated squared Mahalanobis distance, up to a term that all
         * classes share.
         */
        public double[] evidence(Features descriptors, int image) {
            RealVector descriptor = vector(descriptors.row(image), 0);
            double[] evidence = new double[means.size()];
            for (int c = 0; c < evidence.length; c++) {
                evidence[c] = weights.get(c).dotProduct(descriptor) - 0.5 * weights.get(c).dotProduct(means.get(c));
            }
            return evidence;
        }

        /**
         * How strange an image is to a class's product: z of its squared distance's logarithm among the class's own
         * images'. Comparable between classes.
         */
        public double strangeness(Features descriptors, int image, int classIndex) {
            return own.get(classIndex).z(distance(descriptors.row(image), 0, classIndex));
        }

        /** The strangeness that a share {@code rate} of the learned classes' own images exceeds, in [0, 1). */
        public double limit(double rate) {
            return Thresholds.empirical(ownZ, rate);
        }
    }
}
