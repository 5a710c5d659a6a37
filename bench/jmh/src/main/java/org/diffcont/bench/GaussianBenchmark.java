package org.diffcont.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.diffcont.nativecore.NormalityConfig;
import org.diffcont.nativecore.NormalityKind;
import org.diffcont.nativecore.NormalityModel;
import org.diffcont.nativecore.NormalitySharing;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Gaussians of 16 x 16 cells with 176 channels: fitted to 240 images, cross-fitted in five folds, and mapping 8 images.
 * DIAGONAL, one pass over the features, is the baseline of a map and, two passes, of a fit.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class GaussianBenchmark {

    private static final int FITTED = 240;
    private static final int MAPPED = 8;
    private static final int LOCATIONS = 16 * 16;
    private static final int CHANNELS = 176;
    private static final int FOLDS = 5;

    @Param({"DIAGONAL", "POSITION", "BLOCK", "POOLED", "FREE"})
    public String sharing;

    private NormalityConfig config;
    private float[] normal;
    private float[] features;
    private int[] folds;
    private NormalityModel model;

    @Setup(Level.Trial)
    public void create(NativeThreads threads) {
        config = sharing.equals("DIAGONAL") ? NormalityConfig.of(NormalityKind.DIAGONAL, 1)
                : NormalityConfig.gaussian(NormalitySharing.valueOf(sharing));
        normal = Inputs.normal(FITTED * LOCATIONS * CHANNELS, 6);
        features = Inputs.normal(MAPPED * LOCATIONS * CHANNELS, 5);
        folds = IntStream.range(0, FITTED).map(i -> i % FOLDS).toArray();
        model = NormalityModel.fit(config, normal, FITTED, LOCATIONS, CHANNELS);
    }

    @TearDown(Level.Trial)
    public void close() {
        model.close();
    }

    @Benchmark
    public float[] map() {
        return model.map(features, MAPPED, LOCATIONS, CHANNELS);
    }

    @Benchmark
    public void fit() {
        NormalityModel.fit(config, normal, FITTED, LOCATIONS, CHANNELS).close();
    }

    @Benchmark
    public void crossFit() {
        List<NormalityModel> models =
                NormalityModel.crossFit(config, normal, FITTED, LOCATIONS, CHANNELS, folds, FOLDS);
        models.forEach(NormalityModel::close);
    }
}
