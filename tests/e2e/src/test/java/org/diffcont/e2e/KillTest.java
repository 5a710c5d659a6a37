package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.diffcont.model.ModelFolder;
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

    /** Starts the loop, kills it, and returns the last version that it said it had committed; 0 for none. */
    private static int killed(Path model, Random random) throws Exception {
        Process process = WholeModel.startCommits(List.of(), model, Integer.MAX_VALUE);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", lines.readLine());
            int last = 0;
            for (int commits = random.nextInt(3); commits > 0; commits--) {
                last = Integer.parseInt(lines.readLine());
            }
            // Most of a commit's time goes before it writes; most kills are to come after that.
            boolean whileWriting = random.nextInt(4) > 0;
            while (whileWriting && process.isAlive() && WholeModel.unfinished(model).isEmpty()) {
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
                WholeModel.assertWhole(model, Math.max(before, last));
                leftovers += WholeModel.unfinished(model).isEmpty() ? 0 : 1;
                WholeModel.assertNextCommitTidies(model, one, two);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(which + ": " + e.getMessage(), e);
            }
        }
        System.out.printf("%d kills of a committing process (seed %d): each left a whole model; %d left unfinished "
            + "files, which the next commit removed%n", KILLS, SEED, leftovers);
    }
}
