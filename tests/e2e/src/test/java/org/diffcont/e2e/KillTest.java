package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.diffcont.model.ModelFolder;
import org.diffcont.strategy.LearnerState;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process that commits is killed with SIGKILL at random instants. {@code -Ddiffcont.kills=500} for a long run; the
 * instants come from a seed, which it prints: another one is {@code -Ddiffcont.kill.seed=2}.
 */
// For long runs.
@Timeout(value = 1, unit = TimeUnit.HOURS)
class KillTest {
    private static final int KILLS = Integer.getInteger("diffcont.kills", 12);
    private static final long SEED = Long.getLong("diffcont.kill.seed", 1);
    /** About what writing takes in a commit. */
    private static final int LONGEST_WRITING_NANOS = 100_000_000;
    /** By then it writes, or never will. */
    private static final long LONGEST_COMMIT_NANOS = 60_000_000_000L;
    /** The exit status of what SIGKILL ended. */
    private static final int KILLED = 137;

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
        try (ChildProcess process = WholeModel.startCommits(List.of(), model, Integer.MAX_VALUE)) {
            process.lineWith("ready");
            int last = 0;
            for (int commits = random.nextInt(3); commits > 0; commits--) {
                last = Integer.parseInt(process.line().orElseThrow());
            }
            // Most of a commit's time goes before it writes; most kills are to come after that.
            boolean whileWriting = random.nextInt(4) > 0;
            long latest = System.nanoTime() + LONGEST_COMMIT_NANOS;
            while (whileWriting && process.handle().isAlive() && WholeModel.unfinished(model).isEmpty()
                    && System.nanoTime() < latest) {
                Thread.onSpinWait();
            }
            long end = System.nanoTime() + random.nextInt(LONGEST_WRITING_NANOS);
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            process.handle().destroyForcibly();
            ChildProcess.Result result = process.end();
            assertEquals(KILLED, result.status(), () -> "it ended by itself: " + result);
            return result.out().lines().mapToInt(Integer::parseInt).reduce(last, (_, next) -> next);
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
