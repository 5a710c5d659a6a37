package org.diffcont.nativecore;

import static org.diffcont.nativecore.Examples.CONFIG;
import static org.diffcont.nativecore.Examples.IMAGE;
import static org.diffcont.nativecore.Examples.SAMPLING;
import static org.diffcont.nativecore.Examples.assertIllegalArgument;
import static org.diffcont.nativecore.Examples.assertNativeFailure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SamplerTest {

    private static float[] sample(Network network, int[] labels, long[] streams) {
        try (Sampler sampler = Sampler.create(network, SAMPLING, labels, streams, 42)) {
            assertEquals(2, sampler.step());
            assertEquals(1, sampler.step());
            assertEquals(0, sampler.step());
            assertEquals(0, sampler.step());
            return sampler.images();
        }
    }

    @Test
    void anImageDoesNotDependOnWhichOthersAreSampled() {
        try (Network network = Network.create(CONFIG, 7)) {
            float[] together = sample(network, new int[]{0, 1, Network.NO_LABEL}, new long[]{10, 11, 12});
            float[] alone = sample(network, new int[]{1}, new long[]{11});
            assertArrayEquals(alone, Arrays.copyOfRange(together, IMAGE, 2 * IMAGE), 1e-4f);
            for (float value : together) {
                assertTrue(Math.abs(value) <= 1);
            }
        }
    }

    @Test
    void startsFromTheNoiseOfItsStream() {
        try (Network network = Network.create(CONFIG, 7);
                Sampler sampler = Sampler.create(network, SAMPLING, new int[]{0}, new long[]{11}, 42)) {
            float[] noise = new float[IMAGE];
            Noise.fill(42, 11, noise);
            assertArrayEquals(noise, sampler.images());
        }
    }

    @Test
    void trailingSpacingStartsElsewhereThanLeading() {
        try (Network network = Network.create(CONFIG, 7)) {
            SamplerConfig trailing = new SamplerConfig(3, TimestepSpacing.TRAILING);
            try (Sampler sampler = Sampler.create(network, trailing, new int[]{0}, new long[]{11}, 42)) {
                while (sampler.step() > 0) {
                    assertEquals(IMAGE, sampler.images().length);
                }
                assertFalse(Arrays.equals(sampler.images(), sample(network, new int[]{0}, new long[]{11})));
            }
        }
    }

    @Test
    void goesOnWhenItsNetworkIsClosed() {
        Network network = Network.create(CONFIG, 7);
        try (Sampler sampler = Sampler.create(network, SAMPLING, new int[]{0}, new long[]{1}, 42)) {
            network.close();
            assertEquals(2, sampler.step());
        }
    }

    @Test
    void misuseIsNamed() {
        try (Network network = Network.create(CONFIG, 7)) {
            assertIllegalArgument("2 streams for 1 labels",
                    () -> Sampler.create(network, SAMPLING, new int[1], new long[2], 0));
            assertIllegalArgument("number of labels",
                    () -> Sampler.create(network, SAMPLING, new int[0], new long[0], 0));
            assertIllegalArgument("steps is 0", () -> new SamplerConfig(0, TimestepSpacing.LEADING));
            assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "labels[0] is 5",
                    () -> Sampler.create(network, SAMPLING, new int[]{5}, new long[1], 0));
            Sampler sampler = Sampler.create(network, SAMPLING, new int[1], new long[1], 0);
            sampler.close();
            sampler.close();
            assertThrows(IllegalStateException.class, sampler::step);
            assertThrows(IllegalStateException.class, sampler::images);
        }
    }

    @Test
    void noiseIsAStreamByItself() {
        float[] longer = new float[10];
        float[] shorter = new float[7];
        float[] none = {};
        Noise.fill(1, 2, longer);
        Noise.fill(1, 2, shorter);
        Noise.fill(1, 2, none);
        assertArrayEquals(shorter, Arrays.copyOf(longer, 7));
        Noise.fill(1, 3, longer);
        assertFalse(Arrays.equals(shorter, Arrays.copyOf(longer, 7)));
    }
}
