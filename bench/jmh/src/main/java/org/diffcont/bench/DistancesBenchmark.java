package org.diffcont.bench;

import java.util.concurrent.TimeUnit;
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

/** Squared distances of embeddings of 2304 dimensions to 15 class means, whitening included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class DistancesBenchmark {

    private static final int DIMENSION = 2304;
    private static final int CLASSES = 15;

    /**
     * Embeddings of 9 KB each: 2 lie in a first-level cache of 32 KB (the class means, 138 KB, in the second), 64 with
     * the means in a second-level cache of 1 MB, 1000 (9 MB) in the third level, 10,000 (92 MB) in memory.
     */
    @Param({"2", "64", "1000", "10000"})
    public int rows;

    private DistanceInput input;
    private PlainDistances plain;
    private VectorDistances vector;
    private RowThreads rowThreads;
    private float[] results;

    @Setup(Level.Trial)
    public void create(NativeThreads threads) {
        input = DistanceInput.random(rows, DIMENSION, CLASSES);
        plain = new PlainDistances(input);
        vector = new VectorDistances(input);
        rowThreads = new RowThreads(threads.count());
        results = new float[rows * CLASSES];
    }

    @TearDown(Level.Trial)
    public void close() {
        rowThreads.close();
    }

    /** Ours, copies of the arrays to native memory included. */
    @Benchmark
    public float[] nativeCore() {
        return input.nativeDistances();
    }

    /** Baseline: a plain Java loop. */
    @Benchmark
    public float[] plainLoop() {
        return rowThreads.run(plain, rows, results);
    }

    /** Baseline: the Vector API. */
    @Benchmark
    public float[] vectorApi() {
        return rowThreads.run(vector, rows, results);
    }
}
