package org.diffcont.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.diffcont.nativecore.LossWeights;
import org.diffcont.nativecore.Losses;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.NetworkConfig;
import org.diffcont.nativecore.Precision;
import org.diffcont.nativecore.Trainer;
import org.diffcont.nativecore.TrainingConfig;
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

/** One training step as in every experience but the first: seven losses, a teacher, clipping, Adam. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class TrainingBenchmark {

    private static final TrainingConfig CONFIG = new TrainingConfig(false, 3, 2e-4, 0.9, 0.999, 1e-8, 1.0, 0.0,
            new LossWeights(1.0, 1.0, 1.0, 1.0, 0.01, 1.0));

    @Param({"SMALL", "PAPER"})
    public BenchNetwork network;

    /** Images of the new class; as many of old classes are replayed. */
    @Param("16")
    public int current;

    @Param({"F32", "BF16"})
    public Precision precision;

    private float[] images;
    private int[] labels;
    private Trainer trainer;

    @Setup(Level.Trial)
    public void create(NativeThreads threads) {
        NetworkConfig config = network.config();
        images = Inputs.uniform(2 * current * config.imageSize(), 2);
        labels = Inputs.labels(2 * current, config.classCount());
        Arrays.fill(labels, 0, current, config.classCount());
        try (Network student = Network.create(config, 1); Network teacher = student.copy()) {
            student.addClasses(1, 2);
            trainer = Trainer.create(student, teacher, CONFIG);
            trainer.setPrecision(precision);
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        trainer.close();
    }

    @Benchmark
    public Losses step() {
        return trainer.step(images, labels, current, current);
    }
}
