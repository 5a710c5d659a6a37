package org.diffcont.detect;

import java.util.Arrays;
import org.diffcont.config.RoutingSettings;

/** What tells products apart: a source's features, averaged to a coarse grid; a single vector as it is. */
public record RoutingDescriptor(FeatureSource source, int grid) {
    public static RoutingDescriptor of(RoutingSettings routing) {
        return new RoutingDescriptor(FeatureSource.of(routing.source()), routing.grid());
    }

    /** One vector an image: a single location. */
    public Features of(ImageReadings images) {
        Features features = images.features(source);
        return features.locations() == 1 ? features : averaged(features);
    }

    private Features averaged(Features features) {
        int fine = (int) Math.round(Math.sqrt(features.locations()));
        int block = fine / grid;
        int channels = features.channels();
        float[] averaged = new float[Math.multiplyExact(features.count(), grid * grid * channels)];
        double[] sums = new double[grid * grid * channels];
        for (int i = 0; i < features.count(); i++) {
            Arrays.fill(sums, 0);
            for (int l = 0; l < features.locations(); l++) {
                int cell = l / fine / block * grid + l % fine / block;
                for (int c = 0; c < channels; c++) {
                    sums[cell * channels + c] += features.values()[(i * features.locations() + l) * channels + c];
                }
            }
            for (int k = 0; k < sums.length; k++) {
                averaged[i * sums.length + k] = (float) (sums[k] / (block * block));
            }
        }
        return new Features(averaged, features.count(), 1, sums.length);
    }
}
