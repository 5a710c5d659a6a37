package org.diffcont.detect.route;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.diffcont.detect.source.Features;
import org.diffcont.error.UserException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class SharedCovarianceTest {
    private static final RandomGeneratorFactory<RandomGenerator> RANDOM = RandomGeneratorFactory.of(
        "L64X128MixRandom");

    private static Features random(long seed, int count, int locations, int channels, double shift) {
        RandomGenerator random = RANDOM.create(seed);
        float[] values = new float[count * locations * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() + shift * (i % channels));
        }
        return Features.of(values, count, locations, channels);
    }

    @Test
    void evidenceDiffersBetweenClassesByTheMahalanobisDistancesOfAPlainComputation() {
        Features[] classes = {random(1, 40, 1, 3, 0), random(2, 30, 1, 3, 1), random(3, 20, 1, 3, -2)};
        SharedCovariance learned = SharedCovariance.empty();
        for (Features features : classes) {
            learned = learned.with(features);
        }
        Features probes = random(4, 5, 1, 3, 0.5);
        RealMatrix inverse = plainInverse(classes);
        for (int i = 0; i < probes.count(); i++) {
            double[] evidence = learned.rule().evidence(probes, i);
            double first = mahalanobis(probes, i, classes[0], inverse);
            for (int c = 1; c < classes.length; c++) {
                assertEquals(-0.5 * (mahalanobis(probes, i, classes[c], inverse) - first), evidence[c] - evidence[0],
                    1e-4);
            }
        }
    }

    @Test
    void learningClassByClassGivesTheMeansOfEachClassAlone() {
        Features first = random(5, 10, 1, 8, 0);
        Features second = random(6, 12, 1, 8, 3);
        SharedCovariance both = SharedCovariance.empty().with(first).with(second);
        assertArrayEquals(SharedCovariance.empty().with(second).means().getFirst(), both.means().get(1));
        assertEquals(22, both.count());
    }

    @Test
    void aBroadClassDoesNotDrawEverythingToItself() {
        Features narrow = scaled(random(7, 60, 1, 4, 0), 0.1f, 0);
        Features broad = scaled(random(8, 60, 1, 4, 0), 3, 4);
        SharedCovariance.Rule rule = SharedCovariance.empty().with(narrow).with(broad).rule();
        for (int i = 0; i < narrow.count(); i++) {
            double[] evidence = rule.evidence(narrow, i);
            assertEquals(0, evidence[0] > evidence[1] ? 0 : 1, "image " + i + " of the narrow class");
        }
    }

    @Test
    void featuresThatNeverVaryStillRoute() {
        SharedCovariance.Rule rule = SharedCovariance.empty().with(Features.of(new float[] {0, 0, 0}, 3, 1, 1))
            .with(Features.of(new float[] {5, 5, 5}, 3, 1, 1)).rule();
        double[] evidence = rule.evidence(Features.of(new float[] {4.9f}, 1, 1, 1), 0);
        assertEquals(1, evidence[1] > evidence[0] ? 1 : 0);
    }

    @Test
    void strangenessIsTheZOfTheLogarithmOfTheMahalanobisDistanceAmongTheClasssOwnImages() {
        Features[] classes = {random(11, 40, 1, 3, 0), random(12, 30, 1, 3, 2)};
        SharedCovariance.Rule rule = SharedCovariance.empty().with(classes[0]).with(classes[1]).rule();
        RealMatrix inverse = plainInverse(classes);
        double[] own = new double[30];
        for (int i = 0; i < own.length; i++) {
            // Without image i, the class's mean lies further from it by this factor.
            double distance = mahalanobis(classes[1], i, classes[1], inverse) * Math.pow(30.0 / 29, 2);
            own[i] = Math.log(distance / (1 - distance / 69));
        }
        double mean = Arrays.stream(own).average().orElseThrow();
        double std = Math.sqrt(Arrays.stream(own).map(v -> (v - mean) * (v - mean)).sum() / 29);
        Features probes = random(13, 4, 1, 3, 5);
        for (int i = 0; i < probes.count(); i++) {
            assertEquals((Math.log(mahalanobis(probes, i, classes[1], inverse)) - mean) / std,
                rule.strangeness(probes, i, 1), 1e-3);
        }
    }

    @Test
    void theLimitLetsTheLearnedClassesThroughAndKeepsAnotherOut() {
        Features[] classes = {random(21, 64, 1, 5, 0), random(22, 64, 1, 5, 3)};
        SharedCovariance.Rule rule = SharedCovariance.empty().with(classes[0]).with(classes[1]).rule();
        double limit = rule.limit(0.05);
        Features[] fresh = {random(24, 400, 1, 5, 0), random(25, 400, 1, 5, 3)};
        assertEquals(0.05, share(rule, fresh, 0, limit) / 2 + share(rule, fresh, 1, limit) / 2, 0.03);
        Features other = random(23, 50, 1, 5, -4);
        int strange = 0;
        for (int i = 0; i < other.count(); i++) {
            strange += rule.strangeness(other, i, 0) > limit ? 1 : 0;
        }
        assertEquals(50, strange);
    }

    @Test
    void fewImagesDescribedByManyNumbersAreNotCalledStrangeToTheirOwnProduct() {
        SharedCovariance.Rule rule = SharedCovariance.empty().with(random(31, 10, 1, 40, 0))
            .with(random(32, 10, 1, 40, 3)).rule();
        Features fresh = random(33, 200, 1, 40, 3);
        int strange = 0;
        for (int i = 0; i < fresh.count(); i++) {
            strange += rule.strangeness(fresh, i, 1) > rule.limit(0.05) ? 1 : 0;
        }
        assertTrue(strange < 50, strange + " of 200");
    }

    private static double share(SharedCovariance.Rule rule, Features[] classes, int c, double limit) {
        double above = 0;
        for (int i = 0; i < classes[c].count(); i++) {
            above += rule.strangeness(classes[c], i, c) > limit ? 1.0 / classes[c].count() : 0;
        }
        return above;
    }

    @Test
    void refusesAClassWithOtherFeatures() {
        SharedCovariance one = SharedCovariance.empty().with(random(9, 3, 1, 3, 0));
        assertThrows(IllegalArgumentException.class, () -> one.with(random(9, 3, 1, 4, 0)));
    }

    @Test
    void refusesDescriptorsWhoseCovarianceWouldNotFit() {
        UserException e = assertThrows(UserException.class,
            () -> SharedCovariance.empty().with(random(9, 3, 1, 2049, 0)));
        assertTrue(e.getMessage().contains("routing.grid"), e.getMessage());
    }

    private static Features scaled(Features features, float scale, float shift) {
        float[] values = features.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * scale + shift;
        }
        return Features.of(values, features.count(), features.locations(), features.channels());
    }

    private static double[] mean(Features features) {
        double[] mean = new double[features.channels()];
        for (float[] row : features.rows()) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += row[k] / features.count();
            }
        }
        return mean;
    }

    private static RealMatrix plainInverse(Features[] classes) {
        int d = classes[0].channels();
        double[][] covariance = new double[d][d];
        int images = 0;
        for (Features features : classes) {
            double[] mean = mean(features);
            for (int i = 0; i < features.count(); i++) {
                for (int r = 0; r < d; r++) {
                    for (int c = 0; c < d; c++) {
                        covariance[r][c] += (features.row(i)[r] - mean[r]) * (features.row(i)[c] - mean[c]);
                    }
                }
            }
            images += features.count();
        }
        for (int r = 0; r < d; r++) {
            for (int c = 0; c < d; c++) {
                covariance[r][c] *= (r == c ? 1 : 0.9) / (images - classes.length);
            }
        }
        return new LUDecomposition(new Array2DRowRealMatrix(covariance)).getSolver().getInverse();
    }

    private static double mahalanobis(Features probes, int image, Features of, RealMatrix inverse) {
        double[] mean = mean(of);
        double[] difference = new double[mean.length];
        for (int k = 0; k < mean.length; k++) {
            difference[k] = probes.row(image)[k] - mean[k];
        }
        double[] product = inverse.operate(difference);
        double sum = 0;
        for (int k = 0; k < mean.length; k++) {
            sum += product[k] * difference[k];
        }
        return sum;
    }
}
