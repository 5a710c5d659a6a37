package org.diffcont.detect.normality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.diffcont.config.Pooling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapPoolingTest {
    /** Two images of five cells. */
    private static final float[] MAPS = {4, 1, 10, 2, 3, 0, 0, 50, 0, 100};

    @ParameterizedTest
    @CsvSource({"max, 10, 100", "mean, 4, 30", "0.4, 7, 75", "0.01, 10, 100", "0.5, 5.66666666666667, 50"})
    void isTheMeanOfTheLargestShareOfEachImagesOwnCellsButOfAtLeastOne(String pooling, double first, double second) {
        assertArrayEquals(new double[] {first, second}, MapPooling.pool(Pooling.of(pooling), MAPS, 5), 1e-12);
    }
}
