package org.diffcont.detect.route;

import java.util.stream.IntStream;
import org.diffcont.config.RoutingSettings;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.Features;
import org.diffcont.evt.Thresholds;

/** Whether an image that is routed to a class looks like none of the learned products. */
@FunctionalInterface
public interface UnknownRule {
    boolean unknown(Features descriptors, int image, int classIndex);

    /** The rule for routing as configured; none is unknown where the configuration does not ask. */
    static UnknownRule of(RoutingSettings routing, SharedCovariance router) {
        if (!routing.findsUnknown()) {
            return (descriptors, image, classIndex) -> false;
        }
        return FeatureSource.of(routing.source()).isUniversal() ? new ByAngle(router, routing.unknownRate())
            : byDistance(router.rule(), routing.unknownRate());
    }

    /** By the distance under the covariance that the learned classes share, among their own images' distances. */
    private static UnknownRule byDistance(SharedCovariance.Rule rule, double rate) {
        double limit = rule.limit(rate);
        return (descriptors, image, classIndex) -> rule.strangeness(descriptors, image, classIndex) > limit;
    }

    /**
     * By the angle between an image's descriptor and the class's mean: 1 - cosine, in [0, 2]. In a space that was
     * learned on many kinds of things a small angle means the same kind, whatever products were learned here; so it
     * holds for a model of one product as for one of many, and a defect, which changes a part, turns the descriptor
     * far less than another product does. Mahalanobis distances do not have that: along what never varied among a few
     * learned products, a defect is as far away as another product.
     */
    final class ByAngle implements UnknownRule {
        /** A class's limit is this many times the angle that its own images seldom exceed ... */
        private static final double TIMES_OWN = 8;
        /** ... but no smaller, for a product that is photographed always alike has defects too ... */
        static final double LEAST = 0.2;
        /** ... and no larger: from here on lie other products. */
        static final double MOST = 0.3;

        private final float[][] means;
        private final double[] limits;

        /** @param rate  share of a class's own images that may exceed its angle, in (0, 1) */
        ByAngle(SharedCovariance router, double rate) {
            means = router.means().toArray(float[][]::new);
            limits = IntStream.range(0, means.length).mapToDouble(c -> limit(router.samples().get(c), c, rate))
                .toArray();
        }

        private double limit(float[] samples, int classIndex, double rate) {
            int dimension = means[classIndex].length;
            double[] own = IntStream.range(0, samples.length / dimension)
                .mapToDouble(i -> angle(samples, i * dimension, means[classIndex])).toArray();
            return Math.clamp(TIMES_OWN * Thresholds.empirical(own, rate), LEAST, MOST);
        }

        @Override
        public boolean unknown(Features descriptors, int image, int classIndex) {
            return angle(descriptors.row(image), 0, means[classIndex]) > limits[classIndex];
        }

        private static double angle(float[] values, int from, float[] mean) {
            double product = 0;
            double own = 0;
            double other = 0;
            for (int k = 0; k < mean.length; k++) {
                double value = values[from + k];
                product += value * mean[k];
                own += value * value;
                other += (double) mean[k] * mean[k];
            }
            double lengths = Math.sqrt(own * other);
            return lengths > 0 ? 1 - product / lengths : 1;
        }
    }
}
