package org.diffcont.detect;

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
    /** Fewest cells a side of a reading that tells where a defect is. */
    private static final int FINE = 16;

    private LocationMaps() {
    }

    /**
     * A map of each image: at every pixel the z ({@link LogScale} of single cells) of the readings that have cells, each
     * drawn to the image's size bilinearly: the largest where the readings are fused so, else the mean. About 0 where
     * all is as usual, whatever the class. Readings of few cells tell whether there is a defect, not where; they count
     * only where there is no finer one.
     *
     * @return size x size for each image; empty when no reading of the class has cells
     */
    public static Optional<float[][]> of(FusedStatistics statistics, ImageReadings images) {
        List<FittedModel> all = statistics.models().stream().filter(m -> m.locations().isPresent()).toList();
        List<FittedModel> fine = all.stream().filter(m -> m.normality().locations() >= FINE * FINE).toList();
        List<FittedModel> models = fine.isEmpty() ? all : fine;
        if (models.isEmpty()) {
            return Optional.empty();
        }
        int size = images.size();
        ImageReadings posed = statistics.posed(images);
        List<float[]> maps = models.stream().map(model -> scaled(model, posed)).toList();
        float[][] fused = new float[images.count()][];
        for (int i = 0; i < fused.length; i++) {
            float[][] ofModels = new float[models.size()][];
            for (int m = 0; m < ofModels.length; m++) {
                int grid = (int) Math.round(Math.sqrt(models.get(m).normality().locations()));
                ofModels[m] = drawn(size, maps.get(m), i * grid * grid, grid);
            }
            fused[i] = statistics.fuseMaps(ofModels);
        }
        statistics.pose().ifPresent(pose -> {
            ImageBatch unposed = images.images();
            for (int i = 0; i < fused.length; i++) {
                fused[i] = pose.restore(fused[i], unposed.image(i), size);
            }
        });
        return Optional.of(fused);
    }

    /** A model's map of z of each image. */
    private static float[] scaled(FittedModel model, ImageReadings images) {
        float[] map = model.normality().map(images.features(FeatureSource.of(model.candidate().source())));
        LogScale scale = model.locations().orElseThrow();
        for (int i = 0; i < map.length; i++) {
            map[i] = (float) scale.z(map[i]);
        }
        return map;
    }

    /** The grid's values at each pixel: linear between the cells' centres, level beyond the outermost. */
    private static float[] drawn(int size, float[] map, int from, int grid) {
        float[] pixels = new float[size * size];
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            pixels[pixel] = (float) Bilinear.at(map, from, grid, place(pixel % size, size, grid),
                place(pixel / size, size, grid));
        }
        return pixels;
    }

    /** Where a pixel's centre lies among the cells' centres, within [0, grid - 1]. */
    private static double place(int pixel, int size, int grid) {
        return Math.clamp((pixel + 0.5) * grid / size - 0.5, 0, grid - 1);
    }
}
