package org.diffcont.detect;

import java.nio.file.Path;
import org.diffcont.config.Part;
import org.diffcont.nativecore.NormalityKind;
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

    static NativeNormality fit(Part model, Features features) {
        int components = model.arguments().isEmpty() ? 1 : model.number(0);
        return new NativeNormality(NormalityModel.fit(kind(model), components, features.values(), features.count(),
            features.locations(), features.channels()));
    }

    private static NormalityKind kind(Part model) {
        return switch (model.name()) {
            case "diagonal" -> NormalityKind.DIAGONAL;
            case "pca_residual" -> NormalityKind.PCA_RESIDUAL;
            case "location_mahalanobis" -> NormalityKind.LOCATION_MAHALANOBIS;
            case "patch_memory" -> NormalityKind.PATCH_MEMORY;
            default -> throw new IllegalArgumentException("the native core has no model " + model);
        };
    }

    static NativeNormality load(Path file) {
        return new NativeNormality(NormalityModel.load(file));
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
