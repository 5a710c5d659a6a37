package org.diffcont.bench;

import java.util.concurrent.TimeUnit;
import org.diffcont.nativecore.Embeddings;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Precision;
import org.diffcont.nativecore.Reading;
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

/** Embeddings and logits of a batch: noise added, encoder half, projector, head. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class EmbeddingBenchmark {

    @Param({"SMALL", "PAPER"})
    public BenchNetwork network;

    @Param({"F32", "BF16"})
    public Precision precision;

    @Param("16")
    public int batch;

    private Network encoder;
    private Reading reading;

    @Setup(Level.Trial)
    public void create(NativeThreads threads) {
        encoder = Network.create(network.config(), 1);
        encoder.setPrecision(precision);
        reading = Inputs.reading(network.config(), batch);
    }

    @TearDown(Level.Trial)
    public void close() {
        encoder.close();
    }

    @Benchmark
    public Embeddings embed() {
        return encoder.embed(reading);
    }
}
