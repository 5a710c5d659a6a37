package org.diffcont.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.diffcont.heatmap.MaskRegions;
import org.junit.jupiter.api.Test;

class PixelHistogramTest {
    private static final int SIZE = 24;

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);

    /** A pixel: its score, and the weight it has in its region; 0 for a normal one. */
    private record Pixel(double score, double weight) {
    }

    private boolean[] blobs(int count) {
        boolean[] mask = new boolean[SIZE * SIZE];
        for (int b = 0; b < count; b++) {
            int row = random.nextInt(SIZE);
            int column = random.nextInt(SIZE);
            int radius = random.nextInt(4);
            for (int i = 0; i < mask.length; i++) {
                mask[i] |= Math.abs(i / SIZE - row) + Math.abs(i % SIZE - column) <= radius;
            }
        }
        return mask;
    }

    /** Regions by merging sets of touching pixels until nothing changes: slow, and unlike the flood that is tested. */
    private static List<Set<Integer>> regions(boolean[] mask) {
        List<Set<Integer>> regions = new ArrayList<>();
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) {
                Set<Integer> merged = new HashSet<>(Set.of(i));
                int row = i / SIZE;
                int column = i % SIZE;
                regions.removeIf(region -> {
                    boolean touches = region.stream().anyMatch(j -> Math.abs(j / SIZE - row) <= 1
                        && Math.abs(j % SIZE - column) <= 1);
                    return touches && merged.addAll(region);
                });
                regions.add(merged);
            }
        }
        return regions;
    }

    private static double exactAuroc(List<Pixel> pixels) {
        double right = 0;
        long pairs = 0;
        for (Pixel a : pixels) {
            for (Pixel n : pixels) {
                if (a.weight() > 0 && n.weight() == 0) {
                    right += a.score() > n.score() ? 1 : a.score() == n.score() ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return right / pairs;
    }

    /** Steps through the pixels from the highest score; scores are all different. */
    private static double exactAupro(List<Pixel> pixels, int regions) {
        double normals = pixels.stream().filter(p -> p.weight() == 0).count();
        double overlap = 0;
        double falsePositives = 0;
        double area = 0;
        for (Pixel p : pixels.stream().sorted(Comparator.comparingDouble(Pixel::score).reversed()).toList()) {
            if (p.weight() == 0) {
                double step = Math.min(1 / normals, Math.max(0, 0.3 - falsePositives));
                area += step * overlap;
                falsePositives += step;
            }
            overlap += p.weight() / regions;
        }
        return area / 0.3;
    }

    @Test
    void agreesWithAnExactComputationWithinItsStatedError() {
        PixelHistogram histogram = new PixelHistogram();
        List<Pixel> pixels = new ArrayList<>();
        int regions = 0;
        for (int image = 0; image < 6; image++) {
            boolean[] mask = image < 2 ? new boolean[SIZE * SIZE] : blobs(5);
            float[] scores = new float[SIZE * SIZE];
            List<Set<Integer>> found = regions(mask);
            regions += found.size();
            for (int i = 0; i < scores.length; i++) {
                int pixel = i;
                scores[i] = (float) (random.nextGaussian() + (mask[i] ? 1 : 0));
                pixels.add(new Pixel(scores[i], found.stream().filter(r -> r.contains(pixel)).mapToDouble(r ->
                    1.0 / r.size()).sum()));
            }
            histogram.add(scores, mask, SIZE);
        }
        PixelMetrics metrics = histogram.metrics();
        assertEquals(regions, metrics.regions());
        assertEquals(6, metrics.images());
        assertTrue(metrics.aurocError() > 0 && metrics.aurocError() < 1e-3, metrics::toString);
        assertEquals(exactAuroc(pixels), metrics.auroc(), metrics.aurocError());
        assertEquals(exactAupro(pixels, regions), metrics.aupro(), 1e-3);
    }

    @Test
    void aSmallDefectCountsInTheOverlapAsMuchAsALargeOne() {
        boolean[] mask = new boolean[SIZE * SIZE];
        float[] scores = new float[SIZE * SIZE];
        mask[0] = true;
        for (int i = SIZE * SIZE / 2; i < SIZE * SIZE; i++) {
            mask[i] = true;
            scores[i] = 5;
        }
        scores[0] = -5;
        PixelHistogram histogram = new PixelHistogram();
        histogram.add(scores, mask, SIZE);
        PixelMetrics metrics = histogram.metrics();
        assertEquals(0.5, metrics.aupro(), 1e-12);
        assertEquals(SIZE * SIZE / 2 / (SIZE * SIZE / 2 + 1.0), metrics.auroc(), 1e-12);
    }

    @Test
    void cornersThatTouchAreOneRegion() {
        boolean[] mask = new boolean[SIZE * SIZE];
        mask[0] = true;
        mask[SIZE + 1] = true;
        mask[5] = true;
        assertEquals(2, MaskRegions.of(mask, SIZE).count());
    }

    @Test
    void scoresBeyondTheEndsKeepTheirSide() {
        PixelHistogram histogram = new PixelHistogram();
        histogram.add(new float[] {1e9f, Float.NEGATIVE_INFINITY, -1e9f, Float.POSITIVE_INFINITY},
            new boolean[] {true, false, false, true}, 2);
        assertEquals(1, histogram.metrics().auroc());
    }

    @Test
    void withoutDefectsNothingIsDefined() {
        PixelHistogram histogram = new PixelHistogram();
        histogram.add(new float[4], new boolean[4], 2);
        assertTrue(Double.isNaN(histogram.metrics().auroc()) && Double.isNaN(histogram.metrics().aupro()));
    }
}
