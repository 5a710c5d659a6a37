package org.diffcont.detect.normality;

import java.util.Arrays;
import org.diffcont.config.Pooling;

/** Turns maps of distances into one distance an image. */
public final class MapPooling {
    private MapPooling() {
    }

    /** The pooled distance of each of the images whose maps, of {@code locations} values, lie one after the other. */
    public static double[] pool(Pooling pooling, float[] maps, int locations) {
        double[] pooled = new double[maps.length / locations];
        int largest = Math.max(1, (int) Math.round(pooling.share() * locations));
        for (int i = 0; i < pooled.length; i++) {
            float[] sorted = Arrays.copyOfRange(maps, i * locations, (i + 1) * locations);
            Arrays.sort(sorted);
            double sum = 0;
            for (int l = locations - largest; l < locations; l++) {
                sum += sorted[l];
            }
            pooled[i] = sum / largest;
        }
        return pooled;
    }
}
