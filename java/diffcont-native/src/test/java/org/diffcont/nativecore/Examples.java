package org.diffcont.nativecore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** A tiny network's configuration, images and settings that are right. */
final class Examples {

    /** 3 · 8 · 8 values an image, embeddings of 4 · 2 · 2 = 16 dimensions, 2 classes. */
    static final NetworkConfig CONFIG = new NetworkConfig(8, 3, List.of(8, 16), List.of(false, true), 1, 4, 8, 2, 4, 2,
            ProjectorInit.KAIMING, 1000, 1e-5, 1e-4, 0.02);
    static final int IMAGE = 192;
    static final int DIMENSION = 16;
    static final SamplerConfig SAMPLING = new SamplerConfig(3, TimestepSpacing.LEADING);

    private Examples() {
    }

    static TrainingConfig training() {
        return new TrainingConfig(true, 3, 1e-3, 0.9, 0.999, 1e-8, 1.0, 0.0,
                new LossWeights(1.0, 1.0, 1.0, 1.0, 0.01, 1.0));
    }

    static float[] images(int count) {
        float[] values = new float[count * IMAGE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.37 * (i % 1009));
        }
        return values;
    }

    static Reading reading(int count) {
        return Reading.fixed(images(count), count, 100, 0, 9, 5);
    }

    static void assertNativeFailure(NativeStatus status, String inMessage, Executable call) {
        NativeException failure = assertThrows(NativeException.class, call);
        assertEquals(status, failure.status(), failure.getMessage());
        assertTrue(failure.getMessage().contains(inMessage), failure.getMessage());
    }

    static void assertIllegalArgument(String inMessage, Executable call) {
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, call);
        assertTrue(failure.getMessage().contains(inMessage), failure.getMessage());
    }
}
