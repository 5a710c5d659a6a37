package org.diffcont.heatmap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The connected regions of a heat map. */
public final class HeatMapRegions {
    private HeatMapRegions() {
    }

    /**
     * A region, in pixels of the image that the map is of.
     *
     * @param area  pixels, at least 1
     * @param peak  the map's largest value in it, at ({@code peakX}, {@code peakY})
     */
    public record Region(int x, int y, int width, int height, long area, double peak, int peakX, int peakY) {
    }

    /**
     * The regions above a level, largest peak first. Pixels that touch at a corner are connected.
     *
     * @param width   of the image that the map is of
     * @param height  of that image
     */
    public static List<Region> above(ZMap map, double level, int width, int height) {
        int size = map.size();
        boolean[] mask = new boolean[size * size];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = map.values()[i] > level;
        }
        MaskRegions regions = MaskRegions.of(mask, size);
        Bounds[] bounds = new Bounds[regions.count()];
        for (int i = 0; i < mask.length; i++) {
            int label = regions.labels()[i];
            if (label > 0) {
                bounds[label - 1] = bounds[label - 1] == null ? new Bounds() : bounds[label - 1];
                bounds[label - 1].add(i % size, i / size, map.values()[i]);
            }
        }
        List<Region> found = new ArrayList<>();
        for (Bounds one : bounds) {
            found.add(one.in(size, width, height));
        }
        found.sort(Comparator.comparingDouble(Region::peak).reversed());
        return List.copyOf(found);
    }

    private static final class Bounds {
        private int left = Integer.MAX_VALUE;
        private int top = Integer.MAX_VALUE;
        private int right = -1;
        private int bottom = -1;
        private int pixels;
        private float peak = Float.NEGATIVE_INFINITY;
        private int peakX;
        private int peakY;

        void add(int x, int y, float value) {
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            pixels++;
            if (value > peak) {
                peak = value;
                peakX = x;
                peakY = y;
            }
        }

        Region in(int size, int width, int height) {
            int x = left * width / size;
            int y = top * height / size;
            return new Region(x, y, Math.ceilDiv((right + 1) * width, size) - x,
                Math.ceilDiv((bottom + 1) * height, size) - y,
                Math.max(1, Math.round((double) pixels * width * height / ((double) size * size))), peak,
                Math.min(width - 1, (2 * peakX + 1) * width / (2 * size)),
                Math.min(height - 1, (2 * peakY + 1) * height / (2 * size)));
        }
    }
}
