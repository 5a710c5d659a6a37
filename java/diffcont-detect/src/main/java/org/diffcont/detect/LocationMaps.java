package org.diffcont.detect;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diffcont.detect.normality.FittedModel;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.image.Bilinear;
import org.diffcont.image.ImageBatch;

/** Where in an image a class's readings see something unusual. */
public final class LocationMaps {
    private LocationMaps() {
    }

    /**
     * A map of each image: at every pixel the largest z ({@link LogScale} of single cells) of the readings that have
     * cells, drawn to the image's size bilinearly. About 0 where all is as usual, whatever the class.
     *
     * @return size x size for each image; empty when no reading of the class has cells
     */
    public static Optional<float[][]> of(FusedStatistics statistics, ImageReadings images) {
        List<FittedModel> models = statistics.models().stream().filter(m -> m.locations().isPresent()).toList();
        if (models.isEmpty()) {
            return Optional.empty();
        }
        int size = images.size();
        ImageReadings posed = statistics.posed(images);
        float[][] largest = new float[images.count()][size * size];
        for (float[] pixels : largest) {
            Arrays.fill(pixels, Float.NEGATIVE_INFINITY);
        }
        for (FittedModel model : models) {
            float[] map = model.normality().map(posed.features(FeatureSource.of(model.candidate().source())));
            LogScale scale = model.locations().orElseThrow();
            for (int i = 0; i < map.length; i++) {
                map[i] = (float) scale.z(map[i]);
            }
            int grid = (int) Math.round(Math.sqrt(model.normality().locations()));
            for (int i = 0; i < images.count(); i++) {
                raise(largest[i], size, map, i * grid * grid, grid);
            }
        }
        statistics.pose().ifPresent(pose -> {
            ImageBatch unposed = images.images();
            for (int i = 0; i < largest.length; i++) {
                largest[i] = pose.restore(largest[i], unposed.image(i), size);
            }
        });
        return Optional.of(largest);
    }

    /** Raises each pixel to the grid's value there: linear between the cells' centres, level beyond the outermost. */
    private static void raise(float[] pixels, int size, float[] map, int from, int grid) {
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            double value = Bilinear.at(map, from, grid, place(pixel % size, size, grid), place(pixel / size, size, grid));
            pixels[pixel] = Math.max(pixels[pixel], (float) value);
        }
    }

    /** Where a pixel's centre lies among the cells' centres, within [0, grid - 1]. */
    private static double place(int pixel, int size, int grid) {
        return Math.clamp((pixel + 0.5) * grid / size - 0.5, 0, grid - 1);
    }
}
