package org.diffcont.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.diffcont.nativecore.Embeddings;
import org.diffcont.nativecore.ImageFeatures;
import org.diffcont.nativecore.Network;
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

/** What it costs to hand a batch of images over and to take a result back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class HandOverBenchmark {

    private static final int SIDE = 32;
    private static final int IMAGE = 3 * SIDE * SIDE;

    @Param({"1", "64"})
    public int images;

    private final ImageFeatures pixelReader = new ImageFeatures(ImageFeatures.Kind.PIXELS,
            ImageFeatures.Exposure.AS_IS, SIDE, SIDE);
    private float[] batch;
    private Network network;
    private Reading reading;

    @Setup(Level.Trial)
    public void create(NativeThreads threads) {
        batch = Inputs.uniform(images * IMAGE, 3);
        network = Network.create(BenchNetwork.TINY.config(), 1);
        reading = Inputs.reading(network.config(), images);
    }

    @TearDown(Level.Trial)
    public void close() {
        network.close();
    }

    /** Baseline: the batch copied within the heap. */
    @Benchmark
    public float[] arrayCopy() {
        return batch.clone();
    }

    /** Baseline: the batch copied to native memory of its own and back, no call. */
    @Benchmark
    public float[] copyThereAndBack() {
        try (Arena arena = Arena.ofConfined()) {
            return arena.allocateFrom(ValueLayout.JAVA_FLOAT, MemorySegment.ofArray(batch), ValueLayout.JAVA_FLOAT, 0,
                    batch.length).toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    /** 32 x 32 images there, checked and transposed to pixels, and as many values back. */
    @Benchmark
    public float[] pixels() {
        return pixelReader.read(batch, images);
    }

    /** 8 x 8 images through the encoder of a network of almost no arithmetic. */
    @Benchmark
    public Embeddings embedTiny() {
        return network.embed(reading);
    }
}
