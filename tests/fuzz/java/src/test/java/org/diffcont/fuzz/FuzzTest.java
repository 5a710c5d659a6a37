package org.diffcont.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every target for a few seconds ({@code -Ddiffcont.fuzz.seconds}) on its seeds, on inputs that once did harm, and
 * on blind changes of both from a seed that is printed ({@code -Ddiffcont.fuzz.seed}). {@code tests/fuzz/run} runs the
 * same targets for as long as wanted, guided by coverage.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("diffcont.fuzz.seconds", 2);
    private static final long SEED = Long.getLong("diffcont.fuzz.seed", 1);

    @TestFactory
    Stream<DynamicTest> foreignBytesAreReadOrRefused() {
        return Stream.of("Image", "Configuration", "Tensor", "ScoreLog", "Intake", "RunFolder", "Model")
            .map(name -> name + "Target").map(name -> DynamicTest.dynamicTest(name, () -> fuzz(name)));
    }

    private static void fuzz(String name) throws Exception {
        Target target = Target.named(name);
        List<byte[]> seeds = Stream.concat(target.seeds().stream(), found(name).stream()).toList();
        for (byte[] seed : seeds) {
            run(target, seed);
        }
        Mutations mutations = new Mutations(seeds, SEED);
        long executions = seeds.size();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end) {
            run(target, mutations.next());
            executions++;
        }
        System.out.printf("%s: %d executions, %d of them known inputs, seed %d%n", name, executions, seeds.size(),
            SEED);
        assertTrue(executions > seeds.size());
    }

    /** Inputs that did harm before they were fixed. */
    private static List<byte[]> found(String name) throws IOException {
        Path folder = Path.of(System.getProperty("diffcont.root"), "tests/fuzz/corpus", name);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(Scratch::read).toList();
        }
    }

    private static void run(Target target, byte[] input) throws IOException {
        try {
            target.run(input);
        } catch (Exception | Error e) {
            Path file = Files.write(Path.of("target", "crash-" + target.getClass().getSimpleName()), input);
            throw new AssertionError("the input that did this is in " + file.toAbsolutePath() + ": " + e, e);
        }
    }
}
