package org.diffcont.heatmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diffcont.heatmap.HeatMapRegions.Region;
import org.junit.jupiter.api.Test;

class HeatMapRegionsTest {
    /** A map from its rows, whose digits are its values. */
    private static ZMap map(String... rows) {
        String digits = String.join("", rows);
        float[] values = new float[digits.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = digits.charAt(i) - '0';
        }
        return new ZMap(rows.length, values);
    }

    @Test
    void aRegionsBoxAreaAndPeakAreInPixelsOfTheImage() {
        ZMap map = map(
            "0000",
            "0057",
            "0006",
            "0000");
        assertEquals(List.of(new Region(2, 1, 2, 2, 3, 7, 3, 1)), HeatMapRegions.above(map, 3, 4, 4));
        // A cell of the map is 20 x 5 pixels of this image; the peak is in the middle of its cell.
        assertEquals(List.of(new Region(40, 5, 40, 10, 300, 7, 70, 7)), HeatMapRegions.above(map, 3, 80, 20));
        assertEquals(List.of(new Region(4, 25, 4, 50, 150, 7, 7, 37)), HeatMapRegions.above(map, 3, 8, 100));
    }

    @Test
    void pixelsThatTouchAtACornerAreOneRegionAndAGapPartsTwo() {
        ZMap map = map(
            "90004",
            "09004",
            "00000",
            "00070",
            "00700");
        assertEquals(List.of(
            new Region(0, 0, 2, 2, 2, 9, 0, 0),
            new Region(2, 3, 2, 2, 2, 7, 3, 3),
            new Region(4, 0, 1, 2, 2, 4, 4, 0)), HeatMapRegions.above(map, 3, 5, 5));
    }

    @Test
    void regionsDoNotGoOnFromOneEndOfARowToTheOther() {
        ZMap map = map(
            "000",
            "005",
            "600");
        assertEquals(2, HeatMapRegions.above(map, 3, 3, 3).size());
    }

    @Test
    void theRegionWithTheLargestPeakIsFirstWhereverItIsAndHoweverSmall() {
        ZMap map = map(
            "44400",
            "44400",
            "00000",
            "50006",
            "00000");
        assertEquals(List.of(6.0, 5.0, 4.0), HeatMapRegions.above(map, 3, 5, 5).stream().map(Region::peak).toList());
    }

    @Test
    void nothingAboveTheLevelGivesNoRegions() {
        ZMap map = map("12", "33");
        assertEquals(List.of(), HeatMapRegions.above(map, 3, 640, 480), "what lies at the level is not above it");
        assertEquals(List.of(), HeatMapRegions.above(new ZMap(1, new float[] {Float.NaN}), 3, 640, 480));
        assertEquals(List.of(), HeatMapRegions.above(map, Double.POSITIVE_INFINITY, 640, 480));
    }

    @Test
    void aLevelParts() {
        ZMap map = map(
            "555",
            "222",
            "666");
        assertEquals(1, HeatMapRegions.above(map, 1, 3, 3).size());
        assertEquals(2, HeatMapRegions.above(map, 4, 3, 3).size());
    }

    @Test
    void aRegionOfTheWholeMapIsTheWholeImageWhateverItsShape() {
        for (int[] shape : new int[][] {{7, 7}, {1, 1}, {5, 3}, {8, 640}, {1001, 13}}) {
            float[] values = new float[49];
            Arrays.fill(values, 4);
            Region whole = HeatMapRegions.above(new ZMap(7, values), 3, shape[0], shape[1]).getFirst();
            assertEquals(List.of(0, 0, shape[0], shape[1]), List.of(whole.x(), whole.y(), whole.width(),
                whole.height()));
            assertEquals((long) shape[0] * shape[1], whole.area());
        }
    }

    @Test
    void areasAddUpAndBoxesLieWithinTheImageAlsoWhereItIsCoarserThanTheMap() {
        SplittableRandom random = new SplittableRandom(4);
        for (int[] shape : new int[][] {{16, 16}, {320, 48}, {5, 200}, {3, 2}}) {
            float[] values = new float[256];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(0, 5);
            }
            List<Region> regions = HeatMapRegions.above(new ZMap(16, values), 4, shape[0], shape[1]);
            assertTrue(regions.size() > 5);
            for (Region region : regions) {
                assertTrue(region.x() >= 0 && region.y() >= 0 && region.width() > 0 && region.height() > 0
                    && region.x() + region.width() <= shape[0] && region.y() + region.height() <= shape[1]
                    && region.peakX() >= region.x() && region.peakX() < region.x() + region.width()
                    && region.peakY() >= region.y() && region.peakY() < region.y() + region.height()
                    && region.peak() > 4 && region.area() >= 1, region::toString);
            }
            double hot = IntStream.range(0, 256).filter(i -> values[i] > 4).count() / 256.0 * shape[0] * shape[1];
            // Areas are rounded, and none is below a pixel.
            assertEquals(hot, regions.stream().mapToLong(Region::area).sum(), regions.size());
        }
    }
}
