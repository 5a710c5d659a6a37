package org.diffcont.bench;

import java.util.Random;
import org.diffcont.nativecore.NetworkConfig;
import org.diffcont.nativecore.Reading;

/** Seeded input data. */
final class Inputs {

    private Inputs() {
    }

    /** Uniform in [-1, 1]. */
    static float[] uniform(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    /** Standard normal. */
    static float[] normal(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Count labels, going round the classes. */
    static int[] labels(int count, int classes) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
        }
        return labels;
    }

    /** Images read at one timestep with common noise, as scoring does it. */
    static Reading reading(NetworkConfig config, int count) {
        return Reading.fixed(uniform(count * config.imageSize(), 1), count, 100, labels(count, config.classCount()),
                9, 5);
    }
}
