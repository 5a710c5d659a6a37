package org.diffcont.detect.normality;

import java.nio.file.Path;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.Features;
import org.diffcont.nativecore.NormalityModel;

/** Statistics that the native core fits. */
final class NativeNormality implements Normality {
    /** Images mapped at once, always this many, so that no image's bits depend on the others; see FeatureReader. */
    private static final int BATCH = 8;

    private final NormalityModel model;
    private final int locations;

    NativeNormality(NormalityModel model) {
        this.model = model;
        this.locations = model.mapLocations();
    }

    @Override
    public float[] map(Features features) {
        float[] result = new float[Math.multiplyExact(features.count(), locations)];
        int[] indices = new int[BATCH];
        for (int from = 0; from < features.count(); from += BATCH) {
            int to = Math.min(features.count(), from + BATCH);
            for (int i = 0; i < BATCH; i++) {
                indices[i] = Math.min(from + i, to - 1);
            }
            float[] map = model.map(features.select(indices).values(), BATCH, features.locations(),
                features.channels());
            System.arraycopy(map, 0, result, from * locations, (to - from) * locations);
        }
        return result;
    }

    @Override
    public int locations() {
        return locations;
    }

    @Override
    public void save(Path file) {
        model.save(file);
    }

    @Override
    public long bytes() {
        return model.bytes();
    }

    @Override
    public void close() {
        model.close();
    }
}
