package org.diffcont.bench;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Precision;
import org.diffcont.nativecore.Sampler;
import org.diffcont.nativecore.SamplerConfig;
import org.diffcont.nativecore.TimestepSpacing;
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

/** A batch of replayed images from noise to pixels, the sampler's own copy of the weights included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class SamplerBenchmark {

    @Param({"SMALL", "PAPER"})
    public BenchNetwork network;

    @Param({"F32", "BF16"})
    public Precision precision;

    @Param("16")
    public int batch;

    @Param("10")
    public int steps;

    private Network denoiser;
    private SamplerConfig config;
    private int[] labels;
    private long[] streams;

    @Setup(Level.Trial)
    public void create(NativeThreads threads) {
        denoiser = Network.create(network.config(), 1);
        denoiser.setPrecision(precision);
        config = new SamplerConfig(steps, TimestepSpacing.LEADING);
        labels = Inputs.labels(batch, network.config().classCount());
        streams = LongStream.range(0, batch).toArray();
    }

    @TearDown(Level.Trial)
    public void close() {
        denoiser.close();
    }

    @Benchmark
    public float[] sample() {
        try (Sampler sampler = Sampler.create(denoiser, config, labels, streams, 5)) {
            while (sampler.step() > 0) {
                // Every step runs in native code.
            }
            return sampler.images();
        }
    }
}
