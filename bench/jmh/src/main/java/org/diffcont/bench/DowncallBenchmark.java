package org.diffcont.bench;

import java.util.concurrent.TimeUnit;
import org.diffcont.nativecore.ImageFeatures;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Network;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a call through the bindings costs when it carries next to nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class DowncallBenchmark {

    private final ImageFeatures features = new ImageFeatures(ImageFeatures.Kind.PIXELS, ImageFeatures.Exposure.AS_IS,
            32, 32);
    private Network network;

    @Setup(Level.Trial)
    public void create() {
        network = Network.create(BenchNetwork.TINY.config(), 1);
    }

    @TearDown(Level.Trial)
    public void close() {
        network.close();
    }

    /** Baseline: a getter of the same class as {@link #handleAndResult}, which stays in Java but checks the handle. */
    @Benchmark
    public int javaGetter() {
        return network.config().classCount();
    }

    /** No argument, no status: the call alone. */
    @Benchmark
    public long empty() {
        return NativeRuntime.liveHandles();
    }

    /** A handle to check, one result through memory, a status. */
    @Benchmark
    public long handleAndResult() {
        return network.parameterCount();
    }

    /** A struct of five fields to write, two results through memory, a status. */
    @Benchmark
    public int smallStruct() {
        return features.channels();
    }
}
