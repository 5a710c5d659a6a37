package org.diffcont.fuzz;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every target for a few seconds ({@code -Ddiffcont.fuzz.seconds}) on its seeds, on inputs that once did harm, and
 * on blind changes of both from a seed that is printed ({@code -Ddiffcont.fuzz.seed}). {@code tests/fuzz/run} runs the
 * same targets for as long as wanted, guided by coverage.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("diffcont.fuzz.seconds", 2);
    /** Changed inputs that each target gets, however slow the machine. */
    private static final int FEWEST = 100;
    private static final long SEED = Long.getLong("diffcont.fuzz.seed", 1);

    @TestFactory
    Stream<DynamicTest> foreignBytesAreReadOrRefused() {
        return Stream.of("Image", "Configuration", "Tensor", "ScoreLog", "Intake", "RunFolder", "Model")
            .map(name -> name + "Target").map(name -> DynamicTest.dynamicTest(name, () -> fuzz(name)));
    }

    private static void fuzz(String name) throws Exception {
        Target target = Target.named(name);
        for (byte[] seed : target.seeds()) {
            assertTrue(run(target, seed), () -> "a good input is refused: " + new String(seed, StandardCharsets.UTF_8));
        }
        List<byte[]> known = Stream.concat(target.seeds().stream(), found(name).stream()).toList();
        for (byte[] input : known) {
            run(target, input);
        }
        Mutations mutations = new Mutations(known, SEED);
        int executions = 0;
        int read = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (executions < FEWEST || System.nanoTime() < end) {
            read += run(target, mutations.next()) ? 1 : 0;
            executions++;
        }
        System.out.printf("%s: %d known inputs, %d changed ones, of which %d were read, seed %d%n", name, known.size(),
            executions, read, SEED);
        assertTrue(read > 0, "every changed input is refused at the door");
    }

    /** A control: were it not caught, no fault would be. */
    @Test
    void aReaderThatTrustsALengthIsCaught() throws Exception {
        Target trusting = new Target() {
            @Override
            public boolean run(byte[] input) {
                return input.length == 0 || input[input[0]] >= 0;
            }

            @Override
            public List<byte[]> seeds() {
                return List.of(new byte[] {3, 1, 1, 1});
            }
        };
        Mutations mutations = new Mutations(trusting.seeds(), SEED);
        assertThrows(IndexOutOfBoundsException.class, () -> {
            for (int i = 0; i < FEWEST; i++) {
                trusting.run(mutations.next());
            }
        });
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

    private static boolean run(Target target, byte[] input) throws IOException {
        try {
            return target.run(input);
        } catch (Exception | Error e) {
            Path file = Files.write(Path.of("target", "crash-" + target.getClass().getSimpleName()), input);
            throw new AssertionError("the input that did this is in " + file.toAbsolutePath() + ": " + e, e);
        }
    }
}
