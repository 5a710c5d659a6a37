package org.diffcont.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.diffcont.evt.WeibullTail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreChartsTest {
    @TempDir
    Path folder;

    private RunData run(double shift) throws IOException {
        return RunData.read(new RunFixture(folder.resolve("run"), "gear").shift(shift).write());
    }

    private static double images(Chart.Series outline) {
        double images = 0;
        for (int i = 1; i < outline.points().size() - 1; i += 2) {
            images += outline.points().get(i)[1];
        }
        return images;
    }

    @Test
    void everyImageIsInTheHistogramAndTheThresholdIsDrawn() throws IOException {
        Chart chart = ScoreCharts.histogram(run(1000), "gear", "x").orElseThrow();
        assertEquals(8, images(chart.series().get(0)));
        assertEquals(12, images(chart.series().get(1)), "those far beyond are in the last bar");
        assertTrue(chart.summary().contains("counts the 12 anomalous images beyond it"), chart.summary());
        assertEquals(RunFixture.THRESHOLD, chart.markers().getFirst().value());
        int counted = chart.points().rows().stream().mapToInt(row -> Integer.parseInt(row.get(1))
            + Integer.parseInt(row.get(2))).sum();
        assertEquals(20, counted, "the table says the same");
    }

    @Test
    void distancesOfVeryDifferentSizeAreBinnedByFactors() throws IOException {
        RunFixture fixture = new RunFixture(folder.resolve("wide"), "gear").shift(1e6).normalFactor(1000);
        Chart chart = ScoreCharts.histogram(RunData.read(fixture.write()), "gear", "x").orElseThrow();
        assertTrue(chart.x().logarithmic());
        assertEquals(8, images(chart.series().get(0)));
        assertEquals(12, images(chart.series().get(1)));
        List<double[]> outline = chart.series().get(0).points();
        assertEquals(outline.get(2)[0] / outline.get(1)[0], outline.get(4)[0] / outline.get(3)[0], 1e-9);
        assertTrue(!chart.summary().contains("beyond"), chart.summary());
    }

    @Test
    void theWeibullCountsByItsShareOfTheNormalImages() throws IOException {
        Chart chart = ScoreCharts.histogram(run(40), "gear", "x").orElseThrow();
        List<double[]> curve = chart.series().get(2).points();
        double area = 0;
        for (int i = 1; i < curve.size(); i++) {
            area += (curve.get(i)[0] - curve.get(i - 1)[0]) * (curve.get(i)[1] + curve.get(i - 1)[1]) / 2;
        }
        double width = chart.series().get(0).points().get(2)[0] - chart.series().get(0).points().get(1)[0];
        WeibullTail tail = RunFixture.tail(0);
        double start = curve.getFirst()[0];
        double covered = (tail.outlierProbability(curve.getLast()[0]) - tail.outlierProbability(start))
            / (1 - tail.outlierProbability(start));
        double expected = 8 * width * 10 / RunFixture.CALIBRATION * covered;
        assertEquals(tail.shift(), start);
        assertEquals(expected, area, 0.03 * expected, "area below the curve, in images times bin width");
    }

    @Test
    void theQuantilePlotPairsSortedDistancesWithTheirFittedPlaces() throws IOException {
        Chart chart = ScoreCharts.tail(run(5), "gear", "x").orElseThrow();
        double[] sorted = RunFixture.calibration(0);
        java.util.Arrays.sort(sorted);
        List<double[]> points = chart.series().get(0).points();
        assertEquals(10, points.size());
        for (int i = 0; i < 10; i++) {
            assertEquals(sorted[30 + i], points.get(i)[1], 1e-5);
            assertEquals((i + 0.5) / 10, RunFixture.tail(0).outlierProbability(points.get(i)[0]), 1e-9);
        }
    }
}
