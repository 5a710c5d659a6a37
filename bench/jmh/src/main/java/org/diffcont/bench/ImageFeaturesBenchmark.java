package org.diffcont.bench;

import java.util.concurrent.TimeUnit;
import org.diffcont.nativecore.ImageFeatures;
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
import org.openjdk.jmh.annotations.Warmup;

/** The filter bank on 128 x 128 images, 16 x 16 cells, beside the same filters in plain Java. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class ImageFeaturesBenchmark {

    static final int SIDE = 128;
    static final int GRID = 16;

    @Param({"1", "16"})
    public int images;

    private final ImageFeatures filterBank = new ImageFeatures(ImageFeatures.Kind.FILTER_BANK,
            ImageFeatures.Exposure.AS_IS, SIDE, GRID);
    private final PlainFilterBank plain = new PlainFilterBank(SIDE, GRID);
    private float[] batch;

    @Setup(Level.Trial)
    public void create(NativeThreads threads) {
        batch = Inputs.uniform(images * 3 * SIDE * SIDE, 7);
    }

    /** All 40 channels. */
    @Benchmark
    public float[] nativeCore() {
        return filterBank.read(batch, images);
    }

    /** Baseline: the 12 channels of mean energy alone, one thread. */
    @Benchmark
    public float[] plainLoop() {
        return plain.meanEnergies(batch, images);
    }
}
