package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Verification;
import org.diffcont.strategy.LearnerState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A process that commits is killed with SIGKILL at random instants. {@code -Ddiffcont.kills=500} for a long run; the
 * instants come from the seed that it prints and that {@code -Ddiffcont.kill.seed} repeats.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("diffcont.kills", 12);
    private static final long SEED = Long.getLong("diffcont.kill.seed", System.nanoTime());
    /** About what writing takes in a commit. */
    private static final int LONGEST_NANOS = 100_000_000;

    private static LearnerState one;
    private static LearnerState two;

    @BeforeAll
    static void learn() {
        one = CommitLoop.learn(1);
        two = CommitLoop.learn(2);
    }

    @AfterAll
    static void close() {
        two.close();
        one.close();
    }

    private static Process start(Path model) throws IOException {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
            "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-Ddiffcont.library.path="
                + System.getProperty("diffcont.library.path"), "-cp", System.getProperty("java.class.path"),
            CommitLoop.class.getName(), model.toString());
        return new ProcessBuilder(command).redirectError(Demo.fresh("commit-loop-errors").toFile()).start();
    }

    /** Starts the loop, kills it, and returns the last version that it said it had committed; 0 for none. */
    private static int killed(Path model, Random random) throws Exception {
        Process process = start(model);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", lines.readLine());
            int last = 0;
            for (int commits = random.nextInt(3); commits > 0; commits--) {
                last = Integer.parseInt(lines.readLine());
            }
            // Most of a commit's time goes before it writes; most kills are to come after that.
            boolean whileWriting = random.nextInt(4) > 0;
            while (whileWriting && process.isAlive() && unfinished(model).isEmpty()) {
                Thread.onSpinWait();
            }
            long end = System.nanoTime() + random.nextInt(LONGEST_NANOS);
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            assertTrue(process.isAlive(), "it ended by itself");
            // By its handle: Process.destroyForcibly would throw away what it has printed.
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                last = Integer.parseInt(line);
            }
            return last;
        }
    }

    /** Names of what a commit has begun and not finished. */
    private static List<String> unfinished(Path model) throws IOException {
        List<String> names = new ArrayList<>(Files.exists(model) ? entries(model) : List.of());
        names.remove(".lock");
        if (names.contains("versions")) {
            names.addAll(entries(model.resolve("versions")));
        }
        return names.stream().filter(name -> name.startsWith(".")).toList();
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(e -> e.getFileName().toString()).sorted().toList();
        }
    }

    /** That the folder holds a whole model: what was in use before the kill, or the one being committed. */
    private static void assertWhole(Path path, int before, int last) {
        ModelFolder folder = new ModelFolder(path);
        int surely = Math.max(before, last);
        if (!folder.exists()) {
            assertEquals(0, surely);
            return;
        }
        int version = folder.currentVersion();
        assertTrue(version == surely || version == surely + 1, "version " + version + ", committed " + surely);
        try (ModelFolder.Stored stored = folder.load()) {
            assertEquals(version % 2 == 1 ? 1 : 2, stored.state().classNames().size());
        }
        Verification found = folder.verify(true);
        assertTrue(found.passed(), found::toString);
        assertTrue(found.checks().stream().anyMatch(c -> c.subject().equals("self-test")
            && c.result() == Verification.Result.PASSED), found::toString);
        assertEquals(version, folder.history().size());
    }

    @Test
    void killedAtAnyInstantTheFolderHoldsTheOldModelOrTheNewOne() throws Exception {
        Random random = new Random(SEED);
        Path model = Demo.fresh("killed");
        ModelFolder folder = new ModelFolder(model);
        int leftovers = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            if (kill % 4 == 0) {
                // The very first commit can be killed too.
                model = Demo.fresh("killed");
                folder = new ModelFolder(model);
            }
            int before = folder.exists() ? folder.currentVersion() : 0;
            int last = killed(model, random);
            String which = "kill " + kill + ", seed " + SEED;
            try {
                assertWhole(model, before, last);
                leftovers += unfinished(model).isEmpty() ? 0 : 1;
                try (ModelFolder.Lock _ = folder.lock()) {
                    CommitLoop.commit(folder, one, two);
                }
                int now = folder.currentVersion();
                assertEquals(List.of(".lock", "CURRENT", "versions"), entries(model));
                assertEquals(now == 1 ? List.of("0001") : List.of("%04d".formatted(now - 1), "%04d".formatted(now)),
                    entries(model.resolve("versions")));
                assertWhole(model, now, now);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(which + ": " + e.getMessage(), e);
            }
        }
        System.out.printf("%d kills of a committing process (seed %d): each left a whole model; %d left unfinished files"
            + ", which the next commit removed%n", KILLS, SEED, leftovers);
    }
}
