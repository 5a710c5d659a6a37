package org.diffcont.detect.route;

import java.util.Arrays;
import org.diffcont.config.RoutingSettings;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.hipparchus.util.FastMath;

/**
 * What tells products apart: mean and standard deviation of a source's features over the blocks of a coarse grid; a
 * single vector as it is. Features that need no network are compressed first, x to asinh(x / one of 255 grey levels):
 * products differ by factors in them, and one covariance for all fits logarithms better.
 */
public record RoutingDescriptor(FeatureSource source, int grid) {
    private static final double GREY_LEVELS = 127.5;

    public static RoutingDescriptor of(RoutingSettings routing) {
        return new RoutingDescriptor(FeatureSource.of(routing.source()), routing.grid());
    }

    /** One vector an image: a single location. */
    public Features of(ImageReadings images) {
        Features features = images.features(source);
        return features.locations() == 1 ? features : moments(features);
    }

    private Features moments(Features features) {
        int fine = (int) Math.round(Math.sqrt(features.locations()));
        int block = fine / grid;
        int channels = features.channels();
        int cells = grid * grid * channels;
        float[] moments = new float[Math.multiplyExact(features.count(), 2 * cells)];
        double[] sums = new double[cells];
        double[] squares = new double[cells];
        for (int i = 0; i < features.count(); i++) {
            Arrays.fill(sums, 0);
            Arrays.fill(squares, 0);
            for (int l = 0; l < features.locations(); l++) {
                int cell = (l / fine / block * grid + l % fine / block) * channels;
                for (int c = 0; c < channels; c++) {
                    double value = compressed(features.row(i)[l * channels + c]);
                    sums[cell + c] += value;
                    squares[cell + c] += value * value;
                }
            }
            for (int k = 0; k < cells; k++) {
                double mean = sums[k] / (block * block);
                moments[i * 2 * cells + k] = (float) mean;
                moments[i * 2 * cells + cells + k] = (float) Math.sqrt(Math.max(0, squares[k] / (block * block)
                    - mean * mean));
            }
        }
        return Features.of(moments, features.count(), 1, 2 * cells);
    }

    private double compressed(double value) {
        return source.differsByFactors() ? FastMath.asinh(GREY_LEVELS * value) : value;
    }
}
