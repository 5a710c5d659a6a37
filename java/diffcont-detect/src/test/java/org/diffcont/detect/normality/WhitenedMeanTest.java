package org.diffcont.detect.normality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffcont.detect.source.Features;
import org.diffcont.error.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhitenedMeanTest {
    private static final int DIMENSION = 37;
    private static final Whitening WHITENING = Whitening.fit(GaussianFeatures.of(1, 50, DIMENSION));
    private static final Features CLASS = GaussianFeatures.of(2, 20, DIMENSION);
    private static final Features IMAGES = GaussianFeatures.of(3, 9, DIMENSION);

    @TempDir
    Path folder;

    @Test
    void distanceIsTheSquaredEuclideanOneToTheClassMeanInWhitenedSpace() {
        double[] mean = new double[DIMENSION];
        for (int i = 0; i < CLASS.count(); i++) {
            for (int k = 0; k < DIMENSION; k++) {
                mean[k] += whitened(CLASS, i, k) / CLASS.count();
            }
        }
        float[] distances = WhitenedMean.fit(WHITENING, CLASS).map(IMAGES);
        assertEquals(IMAGES.count(), distances.length);
        for (int i = 0; i < IMAGES.count(); i++) {
            double expected = 0;
            for (int k = 0; k < DIMENSION; k++) {
                expected += Math.pow(whitened(IMAGES, i, k) - mean[k], 2);
            }
            assertEquals(expected, distances[i], 1e-5 * expected);
        }
    }

    @Test
    void distanceDoesNotDependOnTheOtherImages() {
        WhitenedMean statistics = WhitenedMean.fit(WHITENING, CLASS);
        float[] together = statistics.map(IMAGES);
        for (int i = 0; i < IMAGES.count(); i++) {
            assertEquals(together[i], statistics.map(IMAGES.select(new int[] {i}))[0]);
        }
    }

    @Test
    void readsBackTheSameBitsAndSaysHowManyBytes() throws IOException {
        WhitenedMean statistics = WhitenedMean.fit(WHITENING, CLASS);
        Path file = folder.resolve("mean.safetensors");
        statistics.save(file);
        assertEquals(Files.size(file), statistics.bytes());
        assertArrayEquals(statistics.classMean(), WhitenedMean.load(file, WHITENING).classMean());
    }

    @Test
    void refusesAClassMeanOfAnotherDimension() {
        Path file = folder.resolve("mean.safetensors");
        new WhitenedMean(WHITENING, new float[DIMENSION - 1]).save(file);
        assertTrue(assertThrows(ModelFormatException.class, () -> WhitenedMean.load(file, WHITENING)).getMessage()
            .contains("mean.safetensors"));
    }

    private static double whitened(Features features, int image, int k) {
        return ((double) features.values()[image * DIMENSION + k] - WHITENING.mean()[k]) * WHITENING.inverseStd()[k];
    }
}
