package org.diffcont.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.diffcont.nativecore.ImageFeatures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A baseline that computed something else would make every ratio to it worthless. */
class BaselinesTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "3, 77, 2, 2", "5, 130, 15, 4", "7, 2304, 15, 3"})
    void distancesOfEveryContenderAreTheExactOnes(int rows, int dimension, int classes, int threads) {
        DistanceInput input = DistanceInput.random(rows, dimension, classes);
        double[] exact = exact(input);
        float[] results = new float[rows * classes];
        assertClose(exact, input.nativeDistances(), 1e-5);
        try (RowThreads rowThreads = new RowThreads(threads)) {
            assertClose(exact, rowThreads.run(new VectorDistances(input), rows, results), 1e-5);
            Arrays.fill(results, 0);
            assertClose(exact, rowThreads.run(new PlainDistances(input), rows, results), 1e-4);
        }
    }

    @Test
    void thePlainFiltersGiveTheNativeMeanEnergies() {
        int side = 32;
        int grid = 4;
        int images = 2;
        float[] batch = Inputs.uniform(images * 3 * side * side, 7);
        float[] features = new ImageFeatures(ImageFeatures.Kind.FILTER_BANK, ImageFeatures.Exposure.AS_IS, side, grid)
                .read(batch, images);
        float[] energies = new PlainFilterBank(side, grid).meanEnergies(batch, images);
        int channels = features.length / (images * grid * grid);
        for (int i = 0; i < energies.length; i++) {
            int filter = i % PlainFilterBank.CHANNELS;
            float expected = features[i / PlainFilterBank.CHANNELS * channels + filter];
            assertEquals(expected, energies[i], 1e-4 * expected, "filter " + filter);
        }
    }

    private static double[] exact(DistanceInput in) {
        double[] distances = new double[in.rows() * in.classes()];
        for (int row = 0; row < in.rows(); row++) {
            for (int c = 0; c < in.classes(); c++) {
                for (int k = 0; k < in.dimension(); k++) {
                    double whitened = ((double) in.embeddings()[row * in.dimension() + k] - in.mean()[k])
                            * in.inverseStd()[k];
                    distances[row * in.classes() + c] += Math.pow(whitened - in.classMeans()[c * in.dimension() + k],
                            2);
                }
            }
        }
        return distances;
    }

    private static void assertClose(double[] exact, float[] actual, double tolerance) {
        assertEquals(exact.length, actual.length);
        for (int i = 0; i < exact.length; i++) {
            assertEquals(exact[i], actual[i], tolerance * exact[i], "distance " + i);
        }
    }
}
