package org.diffcont.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.diffcont.evt.TailFit;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.TailSettings;
import org.diffcont.evt.WeibullTail;
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

/** Weibull fits of 15 classes with 400 tail distances each. Pure Java, one thread; no native library. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class TailFitBenchmark {

    private static final int CLASSES = 15;
    private static final int POINTS = 400;
    private static final int DEGREES = 8;

    @Param({"PAPER", "LIBMR"})
    public TailForm form;

    private final double[][] distances = new double[CLASSES][POINTS];
    private TailSettings settings;

    @Setup(Level.Trial)
    public void create() {
        settings = new TailSettings(form, 1.0, 2);
        Random random = new Random(11);
        for (double[] each : distances) {
            for (int i = 0; i < POINTS; i++) {
                // Squared distances of normal images: a sum of squares.
                for (int k = 0; k < DEGREES; k++) {
                    each[i] += Math.pow(random.nextGaussian(), 2);
                }
            }
        }
    }

    /** All 400 distances are the tail, sorting included. */
    @Benchmark
    public WeibullTail[] fit() {
        WeibullTail[] tails = new WeibullTail[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            tails[c] = TailFit.fit(distances[c], settings);
        }
        return tails;
    }

    /** Baseline: what no fit can do without, a logarithm and one power of each distance. */
    @Benchmark
    public double oneEvaluation() {
        double sum = 0;
        for (double[] each : distances) {
            for (double distance : each) {
                sum += Math.exp(Math.log(distance) / 3);
            }
        }
        return sum;
    }
}
