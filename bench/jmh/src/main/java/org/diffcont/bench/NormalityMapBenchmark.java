package org.diffcont.bench;

import java.util.concurrent.TimeUnit;
import org.diffcont.nativecore.NormalityKind;
import org.diffcont.nativecore.NormalityModel;
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
 * Distance maps of filter-bank features (16 x 16 cells of 40 channels) under one class's model. DIAGONAL, a single
 * pass over the features, is the baseline of LOCATION_MAHALANOBIS.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class NormalityMapBenchmark {

    private static final int FITTED = 128;
    private static final int LOCATIONS = 16 * 16;
    private static final int CHANNELS = 40;

    @Param({"DIAGONAL", "LOCATION_MAHALANOBIS"})
    public NormalityKind kind;

    @Param("32")
    public int components;

    @Param({"1", "16"})
    public int images;

    private float[] features;
    private NormalityModel model;

    @Setup(Level.Trial)
    public void create(NativeThreads threads) {
        features = Inputs.normal(images * LOCATIONS * CHANNELS, 5);
        model = NormalityModel.fit(kind, components, Inputs.normal(FITTED * LOCATIONS * CHANNELS, 6), FITTED,
                LOCATIONS, CHANNELS);
    }

    @TearDown(Level.Trial)
    public void close() {
        model.close();
    }

    @Benchmark
    public float[] map() {
        return model.map(features, images, LOCATIONS, CHANNELS);
    }
}
