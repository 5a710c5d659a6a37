package org.diffcont.nativecore;

import static org.diffcont.nativecore.Examples.CONFIG;
import static org.diffcont.nativecore.Examples.DIMENSION;
import static org.diffcont.nativecore.Examples.IMAGE;
import static org.diffcont.nativecore.Examples.assertIllegalArgument;
import static org.diffcont.nativecore.Examples.assertNativeFailure;
import static org.diffcont.nativecore.Examples.images;
import static org.diffcont.nativecore.Examples.reading;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class NetworkTest {

    private Network network;

    @BeforeEach
    void create() {
        network = Network.create(CONFIG, 7);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void configurationComesBackAsItWasGiven() {
        assertEquals(CONFIG, network.config());
        NetworkConfig other = new NetworkConfig(16, 1, List.of(4, 8, 8), List.of(true, false, false), 2, 2, 4, 3, 8, 3,
                ProjectorInit.ORTHOGONAL, 50, 1e-6, 1e-3, 0.03);
        try (Network second = Network.create(other, 1)) {
            assertEquals(other, second.config());
        }
    }

    @Test
    void theProcessorComputesUnlessToldOtherwise() {
        assertEquals("cpu", network.device());
        assertFalse(network.isOnGpu());
    }

    @Test
    void sameSeedGivesTheSameWeights() {
        try (Network again = Network.create(CONFIG, 7); Network other = Network.create(CONFIG, 8)) {
            assertArrayEquals(network.readParameter("conv_in.weight"), again.readParameter("conv_in.weight"));
            assertFalse(Arrays.equals(network.readParameter("conv_in.weight"), other.readParameter("conv_in.weight")));
        }
    }

    @Test
    void parametersHaveTheirNumberOfElements() {
        assertEquals(4 * 16, network.readParameter("projector.weight").length);
        assertEquals(2 * DIMENSION, network.readParameter("head.weight").length);
        assertTrue(network.parameterCount() > 1000);
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "nothing", () -> network.readParameter("nothing"));
    }

    @Test
    void embeddingsAgreeWithTheHeadAndTheirShapes() {
        Embeddings result = network.embed(reading(3));
        assertEquals(3, result.count());
        assertEquals(DIMENSION, result.dimension());
        assertEquals(2, result.classCount());
        assertEquals(3 * DIMENSION, result.embeddings().length);
        float[] weight = network.readParameter("head.weight");
        float[] bias = network.readParameter("head.bias");
        for (int i = 0; i < 3; i++) {
            for (int c = 0; c < 2; c++) {
                double sum = bias[c];
                for (int k = 0; k < DIMENSION; k++) {
                    sum += (double) weight[c * DIMENSION + k] * result.embeddings()[i * DIMENSION + k];
                }
                assertEquals(sum, result.logits()[i * 2 + c], 1e-4);
            }
        }
    }

    @Test
    void readingMayUsePartOfLongerArrays() {
        Embeddings two = network.embed(reading(2));
        Reading part = new Reading(images(5), 2, new int[]{100, 100, 3}, new int[]{0, 0, 1}, 9, new long[]{5, 5, 7});
        assertArrayEquals(two.embeddings(), network.embed(part).embeddings());
    }

    @Test
    void levelsFillTheGrid() {
        GridFeatures features = network.levels(reading(2), 3);
        assertEquals(2, features.count());
        assertEquals(9, features.locations());
        assertEquals(network.levelChannels(), features.channels());
        assertEquals(2 * 9 * features.channels(), features.values().length);
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "grid is 9", () -> network.levels(reading(2), 9));
        assertIllegalArgument("grid is 0", () -> network.levels(reading(2), 0));
    }

    @Test
    void reconstructionErrorsAreThoseOfTheEstimateThatThePredictedNoiseMeans() {
        // Two timesteps so close to 0 and to the end that the estimate is nearly the image, and clamped noise.
        float[] image = images(1);
        double[] meanErrors = new double[2];
        for (int i = 0; i < 2; i++) {
            GridFeatures errors = network.reconstruction(new Reading(image, 1, new int[]{i * 999}, new int[]{0}, 9,
                    new long[]{5}), 1);
            assertEquals(1, errors.locations());
            assertEquals(4, errors.channels());
            float[] e = errors.values();
            meanErrors[i] = (e[0] + e[1] + e[2]) / 3;
            assertTrue(e[3] >= meanErrors[i] * meanErrors[i] * 0.9999, Arrays.toString(e));
        }
        assertTrue(meanErrors[0] < 0.05 && meanErrors[1] > 0.3, Arrays.toString(meanErrors));
        assertEquals(2 * 9 * 4, network.reconstruction(reading(2), 3).values().length);
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "grid is 9", () -> network.reconstruction(reading(2), 9));
        assertIllegalArgument("grid is 0", () -> network.reconstruction(reading(2), 0));
    }

    @Test
    void predictedNoiseOfAnImageDoesNotDependOnItsBatch() {
        float[] together = network.predictNoise(images(2), new int[]{0, 999}, new int[]{1, Network.NO_LABEL});
        float[] alone = network.predictNoise(images(1), new int[]{0}, new int[]{1});
        assertArrayEquals(alone, Arrays.copyOf(together, IMAGE), 1e-4f);
    }

    @Test
    void wrongSizesAreRefusedBeforeTheCall() {
        assertIllegalArgument("images holds 192", () -> network.predictNoise(images(1), new int[2], new int[2]));
        assertIllegalArgument("labels holds 1", () -> network.predictNoise(images(2), new int[2], new int[1]));
        assertIllegalArgument("number of timesteps", () -> network.predictNoise(images(2), new int[0], new int[1]));
        assertIllegalArgument("images holds 192", () -> network.embed(Reading.fixed(images(1), 2, 0, 0, 0, 0)));
        assertIllegalArgument("streams holds 1",
                () -> new Reading(images(2), 2, new int[2], new int[2], 0, new long[1]));
        assertIllegalArgument("count is 0", () -> Reading.fixed(images(1), 0, 0, 0, 0, 0));
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "timesteps[0] is 1000",
                () -> network.embed(Reading.fixed(images(1), 1, 1000, 0, 0, 0)));
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "labels[0] is 2",
                () -> network.embed(Reading.fixed(images(1), 1, 0, 2, 0, 0)));
        float[] broken = images(1);
        broken[17] = Float.NaN;
        assertNativeFailure(NativeStatus.NOT_FINITE, "images[17]",
                () -> network.embed(Reading.fixed(broken, 1, 0, 0, 0, 0)));
    }

    @Test
    void addedClassesKeepOldRowsAndShowInTheConfiguration() {
        float[] old = network.readParameter("head.weight");
        network.addClasses(1, 5);
        assertEquals(CONFIG.withClassCount(3), network.config());
        assertArrayEquals(old, Arrays.copyOf(network.readParameter("head.weight"), old.length));
        assertEquals(3, network.embed(reading(1)).logits().length);
        assertIllegalArgument("count is 0", () -> network.addClasses(0, 5));
    }

    @Test
    void copyIsIndependent() {
        try (Network copy = network.copy()) {
            copy.addClasses(1, 1);
            assertEquals(2, network.config().classCount());
            assertArrayEquals(network.readParameter("conv_in.bias"), copy.readParameter("conv_in.bias"));
        }
    }

    @Test
    void saveAndLoadKeepEveryBit(@TempDir Path folder) {
        network.save(folder);
        try (Network loaded = Network.load(folder)) {
            assertEquals(CONFIG, loaded.config());
            assertArrayEquals(network.embed(reading(2)).logits(), loaded.embed(reading(2)).logits());
        }
    }

    @Test
    void damagedAndMissingFilesAreNamed(@TempDir Path folder) throws Exception {
        assertNativeFailure(NativeStatus.IO, "nowhere", () -> Network.load(folder.resolve("nowhere")));
        network.save(folder);
        Files.writeString(folder.resolve("head.safetensors"), "not tensors");
        assertNativeFailure(NativeStatus.FORMAT, "head.safetensors", () -> Network.load(folder));
        assertNativeFailure(NativeStatus.IO, "nowhere", () -> network.save(folder.resolve("nowhere")));
    }

    @Test
    void precisionIsAppliedToInferenceOnly() {
        float[] weights = network.readParameter("conv_in.weight");
        float[] exact = network.embed(reading(1)).embeddings();
        network.setPrecision(Precision.BF16);
        float[] rounded = network.embed(reading(1)).embeddings();
        assertFalse(Arrays.equals(exact, rounded));
        assertArrayEquals(exact, rounded, 0.2f);
        assertArrayEquals(weights, network.readParameter("conv_in.weight"));
        network.setPrecision(Precision.F32);
        assertArrayEquals(exact, network.embed(reading(1)).embeddings());
    }

    @Test
    void closeTwiceIsHarmlessAndUseAfterwardsIsAnIllegalState() {
        Network copy = network.copy();
        copy.close();
        copy.close();
        IllegalStateException failure = assertThrows(IllegalStateException.class, copy::parameterCount);
        assertEquals("this network was closed", failure.getMessage());
        assertThrows(IllegalStateException.class, copy::config);
        assertThrows(IllegalStateException.class, () -> copy.embed(reading(1)));
        assertThrows(IllegalStateException.class,
                () -> Sampler.create(copy, Examples.SAMPLING, new int[1], new long[1], 0));
    }

    @Test
    void configurationsThatCannotBeAreNamedInJava() {
        assertIllegalArgument("sampleSize is 9", () -> with(9, List.of(8, 16), List.of(false, true), 8));
        assertIllegalArgument("channels[1] is 18", () -> with(8, List.of(8, 18), List.of(false, true), 8));
        assertIllegalArgument("attention has 1", () -> with(8, List.of(8, 16), List.of(false), 8));
        assertIllegalArgument("attentionHeadDim", () -> with(8, List.of(8, 16), List.of(false, false), 5));
        assertIllegalArgument("channels has 0", () -> with(8, List.of(), List.of(), 8));
        assertIllegalArgument("classCount is 0", () -> CONFIG.withClassCount(0));
    }

    private static NetworkConfig with(int size, List<Integer> channels, List<Boolean> attention, int headDim) {
        return new NetworkConfig(size, 3, channels, attention, 1, 4, headDim, 2, 4, 2, ProjectorInit.KAIMING, 1000,
                1e-5, 1e-4, 0.02);
    }
}
