package org.diffcont.detect.normality;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.diffcont.detect.source.Features;

/** Features for the tests of statistics. */
public final class GaussianFeatures {
    private GaussianFeatures() {
    }

    /** Gaussian values with a mean and a spread of its own in each dimension. */
    public static Features of(long seed, int count, int dimension) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[count * dimension];
        for (int i = 0; i < values.length; i++) {
            int k = i % dimension;
            values[i] = (float) (10 * k - 5 + (0.5 + k) * random.nextGaussian());
        }
        return Features.of(values, count, 1, dimension);
    }
}
