package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.normality.FittedModel;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.image.ImageBatch;
import org.junit.jupiter.api.Test;

class LocationMapsTest {
    private static final int SIDE = Tiny.SIDE;

    private static Settings settings(String candidates) {
        return Tiny.settings("routing.rule", "nearest", "readings.candidates", candidates,
            "readings.poolings", "max,mean", "readings.chosen", "9");
    }

    private static ImageReadings images(Settings settings, ImageBatch images) {
        return new FeatureReader(settings, Tiny.MACHINE).open(Optional.empty(), images);
    }

    private static FusedStatistics fitted(Settings settings) {
        return new DetectorFitting(settings, Tiny.MACHINE).fit(0, "bottle", images(settings, Tiny.batch(1, 30)), null,
            null, false).detector().statistics();
    }

    @Test
    void isTheLargestScaledDistanceOfTheReadingsWithCellsBetweenTheCellsCentresLinear() {
        Settings settings = settings(
            "pixels:as_is:4/location_mahalanobis:3,pixels:as_is:2/patch_memory:5,pixels:as_is:4/diagonal");
        try (FusedStatistics statistics = fitted(settings)) {
            ImageReadings probes = images(settings, Tiny.batch(1, 32));
            float[][] maps = LocationMaps.of(statistics, probes).orElseThrow();
            assertEquals(32, maps.length);
            for (int i = 0; i < 32; i += 31) {
                for (int pixel : new int[] {0, 5, 17, 100, 135, 255}) {
                    double expected = Double.NEGATIVE_INFINITY;
                    for (FittedModel model : statistics.models()) {
                        if (model.normality().locations() > 1) {
                            expected = Math.max(expected, plain(model, probes, i, pixel / SIDE, pixel % SIDE));
                        }
                    }
                    assertEquals(expected, maps[i][pixel], 1e-4, "image " + i + " pixel " + pixel);
                }
            }
        }
    }

    @Test
    void isTheMeanOfTheFineReadingsWhereTheReadingsAreNotFusedByTheLargest() {
        Settings settings = settings("pixels:as_is:16/patch_memory:5,dct:as_is:8/location_mahalanobis:3,"
            + "pixels:standardised:16/patch_memory:5").with("readings.fusion", "two_largest");
        try (FusedStatistics statistics = fitted(settings)) {
            ImageReadings probes = images(settings, Tiny.batch(1, 3));
            float[] map = LocationMaps.of(statistics, probes).orElseThrow()[2];
            for (int pixel : new int[] {0, 100, 255}) {
                assertEquals((plain(statistics.models().get(0), probes, 2, pixel / SIDE, pixel % SIDE)
                    + plain(statistics.models().get(2), probes, 2, pixel / SIDE, pixel % SIDE)) / 2, map[pixel], 1e-4);
            }
        }
    }

    /** Weights of a tent function around every cell's centre. */
    private static double plain(FittedModel model, ImageReadings images, int image, int row, int column) {
        float[] map = model.normality().map(images.features(FeatureSource.of(model.candidate().source())));
        int locations = model.normality().locations();
        int grid = (int) Math.sqrt(locations);
        LogScale scale = model.locations().orElseThrow();
        double sum = 0;
        for (int l = 0; l < locations; l++) {
            sum += scale.z(map[image * locations + l]) * tent(row, l / grid, grid) * tent(column, l % grid, grid);
        }
        return sum;
    }

    private static double tent(int pixel, int cell, int grid) {
        double place = Math.max(0, Math.min(grid - 1, (pixel + 0.5) * grid / SIDE - 0.5));
        return Math.max(0, 1 - Math.abs(place - cell));
    }

    @Test
    void aDefectStandsOutWhereItIs() {
        Settings settings = settings("pixels:as_is:4/location_mahalanobis:3");
        float[] image = Tiny.images(1, 1);
        for (int c = 0; c < 3; c++) {
            for (int row = 8; row < 12; row++) {
                for (int column = 4; column < 8; column++) {
                    image[(c * SIDE + row) * SIDE + column] = 1;
                }
            }
        }
        try (FusedStatistics statistics = fitted(settings)) {
            float[] map = LocationMaps.of(statistics, images(settings, Tiny.batch(image))).orElseThrow()[0];
            int largest = 0;
            for (int pixel = 1; pixel < map.length; pixel++) {
                largest = map[pixel] > map[largest] ? pixel : largest;
            }
            assertTrue(largest / SIDE >= 8 && largest / SIDE < 12 && largest % SIDE >= 4 && largest % SIDE < 8,
                "row " + largest / SIDE + ", column " + largest % SIDE);
            assertTrue(map[largest] > 3, "z " + map[largest]);
        }
    }

    @Test
    void thereIsNoneWhereNoReadingHasCells() {
        Settings settings = settings("pixels:as_is:4/diagonal,pixels:as_is:4/pca_residual:2");
        try (FusedStatistics statistics = fitted(settings)) {
            assertTrue(LocationMaps.of(statistics, images(settings, Tiny.batch(1, 2))).isEmpty());
        }
    }
}
