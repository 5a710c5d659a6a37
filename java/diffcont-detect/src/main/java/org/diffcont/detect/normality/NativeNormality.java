package org.diffcont.detect.normality;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.diffcont.config.Part;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.Features;
import org.diffcont.nativecore.NormalityKind;
import org.diffcont.nativecore.NormalityModel;

/** Statistics that the native core fits. */
final class NativeNormality implements Normality {
    /** Images mapped at once, always this many, so that no image's bits depend on the others; see FeatureReader. */
    private static final int BATCH = 8;

    /** Patches that a memory is chosen from: the choice takes time in proportion to them. */
    private static final int PATCHES = 20_000;
    private static final int FEWEST_IMAGES = 10;

    private final NormalityModel model;
    private final int locations;

    NativeNormality(NormalityModel model) {
        this.model = model;
        this.locations = model.mapLocations();
    }

    static NativeNormality fit(Part model, Features features) {
        int components = model.arguments().isEmpty() ? 1 : model.number(0);
        NormalityKind kind = kind(model);
        Features fitted = kind == NormalityKind.PATCH_MEMORY ? spread(features) : features;
        return new NativeNormality(NormalityModel.fit(kind, components, fitted.values(), fitted.count(),
            fitted.locations(), fitted.channels()));
    }

    /** Images spread evenly over all, so many that their patches are about {@link #PATCHES}. */
    private static Features spread(Features features) {
        int most = Math.max(FEWEST_IMAGES, PATCHES / features.locations());
        if (features.count() <= most) {
            return features;
        }
        return features.select(IntStream.range(0, most)
            .map(i -> (int) Math.round(i * (features.count() - 1.0) / (most - 1))).toArray());
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
