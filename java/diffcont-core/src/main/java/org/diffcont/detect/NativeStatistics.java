package org.diffcont.detect;

import java.nio.file.Path;
import java.util.Arrays;
import org.diffcont.config.NormalitySettings;
import org.diffcont.config.Settings;
import org.diffcont.nativecore.NormalityKind;
import org.diffcont.nativecore.NormalityModel;

/** Statistics that the native core fits; its distance map is pooled to one distance an image. */
public final class NativeStatistics implements ClassStatistics {
    /** Images mapped at once, always this many, so that no image's bits depend on the others; see FeatureReader. */
    private static final int BATCH = 8;

    private final NormalityModel model;
    private final PoolingRule pooling;

    NativeStatistics(NormalityModel model, PoolingRule pooling) {
        this.model = model;
        this.pooling = pooling;
    }

    /** How a distance map becomes one distance: the kind, and for {@code TOP} the share of locations averaged. */
    public record PoolingRule(NormalitySettings.Pooling kind, double topFraction) {
        /** The pooled distance of one image's {@code length} values from {@code offset}. */
        double pool(float[] map, int offset, int length) {
            return switch (kind) {
                case MAX -> mean(map, offset, length, 1);
                case MEAN -> mean(map, offset, length, length);
                case TOP -> mean(map, offset, length, Math.max(1, (int) Math.round(topFraction * length)));
            };
        }

        private static double mean(float[] map, int offset, int length, int largest) {
            float[] sorted = Arrays.copyOfRange(map, offset, offset + length);
            Arrays.sort(sorted);
            double sum = 0;
            for (int i = length - largest; i < length; i++) {
                sum += sorted[i];
            }
            return sum / largest;
        }
    }

    static PoolingRule pooling(Settings settings) {
        return new PoolingRule(settings.normality().pooling(), settings.normality().topFraction());
    }

    static NormalityKind kind(NormalitySettings.Model choice) {
        return switch (choice) {
            case DIAGONAL -> NormalityKind.DIAGONAL;
            case PCA_RESIDUAL -> NormalityKind.PCA_RESIDUAL;
            case LOCATION_MAHALANOBIS -> NormalityKind.LOCATION_MAHALANOBIS;
            case PATCH_MEMORY -> NormalityKind.PATCH_MEMORY;
            case WHITENED -> throw new IllegalArgumentException("whitened statistics are not the native core's");
        };
    }

    /** Reads what {@link #save} wrote. */
    public static NativeStatistics load(Path file, Settings settings) {
        return new NativeStatistics(NormalityModel.load(file), pooling(settings));
    }

    @Override
    public double[] distances(Features features) {
        double[] result = new double[features.count()];
        int[] indices = new int[BATCH];
        for (int from = 0; from < result.length; from += BATCH) {
            int to = Math.min(result.length, from + BATCH);
            for (int i = 0; i < BATCH; i++) {
                indices[i] = Math.min(from + i, to - 1);
            }
            float[] map = model.map(features.select(indices).values(), BATCH, features.locations(),
                features.channels());
            int length = map.length / BATCH;
            for (int i = from; i < to; i++) {
                result[i] = pooling.pool(map, (i - from) * length, length);
            }
        }
        return result;
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
