package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffcont.strategy.LearnerState;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each call that changes the file system while three versions are committed, the third of which deletes the first, is
 * made to fail or is the process's last. strace does it, so there is no hook in the program. Without strace nothing is
 * tested, which is a failure where the environment says {@code CI}. {@code -Ddiffcont.faults=1000} tests every call;
 * otherwise some are drawn, from a seed that it prints: others with {@code -Ddiffcont.fault.seed=2}.
 */
// For long runs.
@Timeout(value = 1, unit = TimeUnit.HOURS)
class FaultTest {
    private static final int FAULTS = Integer.getInteger("diffcont.faults", 3);
    private static final long SEED = Long.getLong("diffcont.fault.seed", 1);
    private static final int COMMITS = 3;
    private static final String WITHOUT_STRACE = "strace is not here or may not be used";
    private static final String CALLS = "mkdir,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,fsync,"
        + "fdatasync,ftruncate";

    private static LearnerState one;
    private static LearnerState two;
    private static List<Call> calls;

    @BeforeAll
    static void countCalls() throws Exception {
        boolean works = works("strace", "-qq", "-f", "-e", "trace=none", "true");
        assertTrue(works || System.getenv("CI") == null, "power failures are untested: " + WITHOUT_STRACE);
        Assumptions.assumeTrue(works, WITHOUT_STRACE);
        one = CommitLoop.learn(1);
        two = CommitLoop.learn(2);
        Path trace = Demo.fresh("trace");
        Result whole = run(Demo.fresh("traced"), "-o", trace.toString(), "-e", "trace=" + CALLS);
        assertEquals(new Result(0, COMMITS), whole);
        calls = calls(Files.readAllLines(trace));
        assertTrue(calls.size() > 100, "only " + calls.size() + " calls");
    }

    @AfterAll
    static void close() {
        if (two != null) {
            two.close();
            one.close();
        }
    }

    private static boolean works(String... command) {
        try {
            return ChildProcess.run(new ProcessBuilder(command)).status() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The {@code number}-th call of one kind, from 1; strace counts each kind, and each thread, by itself. */
    private record Call(String name, int number) {
    }

    private static List<Call> calls(List<String> trace) {
        List<Call> calls = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        Pattern line = Pattern.compile("(\\d+) +(\\w+)\\(.*");
        for (String text : trace) {
            Matcher call = line.matcher(text);
            if (call.matches()) {
                calls.add(new Call(call.group(2), numbers.merge(call.group(1) + call.group(2), 1, Integer::sum)));
            }
        }
        return calls.stream().distinct().toList();
    }

    /** How the process ended, and the last version it said it had committed. */
    private record Result(int status, int committed) {
    }

    private static Result run(Path model, String... options) throws Exception {
        List<String> under = new ArrayList<>(List.of("strace", "-f", "-qq", "-e", "signal=none"));
        under.addAll(List.of(options));
        try (ChildProcess process = WholeModel.startCommits(under, model, COMMITS)) {
            ChildProcess.Result result = process.end();
            return new Result(result.status(), result.out().lines().filter(line -> !line.equals("ready"))
                .mapToInt(Integer::parseInt).reduce(0, (_, next) -> next));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"signal=KILL", "error=ENOSPC", "error=EIO"})
    void whateverCallIsTheLastOrFailsTheFolderHoldsTheOldModelOrTheNewOne(String fault) throws Exception {
        List<Call> places = new ArrayList<>(calls);
        Collections.shuffle(places, new Random(SEED));
        int tested = Math.min(FAULTS, places.size());
        for (Call call : places.subList(0, tested)) {
            Path model = Demo.fresh("faulty");
            Path trace = Demo.fresh("trace");
            Result result = run(model, "-o", trace.toString(), "-e", "trace=" + call.name(), "-e",
                "inject=" + call.name() + ":" + fault + ":when=" + call.number());
            String which = fault + " at " + call + ", seed " + SEED;
            try {
                assertTrue(fault.startsWith("signal") ? result.status() != 0
                    : Files.readString(trace).contains("(INJECTED)"), "the fault did not happen");
                if (result.status() == 0) {
                    assertEquals(COMMITS, result.committed(), "what fails must be reported or not matter");
                }
                WholeModel.assertWhole(model, result.committed());
                WholeModel.assertNextCommitTidies(model, one, two);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(which + ": " + e.getMessage(), e);
            }
        }
        System.out.printf("%s at %d of the %d calls of %d commits (seed %d): each left a whole model%n", fault, tested,
            calls.size(), COMMITS, SEED);
    }
}
