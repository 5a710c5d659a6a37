package org.diffcont.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    private static ChildProcess shell(String script, Duration patience) throws IOException {
        return ChildProcess.start(new ProcessBuilder("bash", "-c", script), patience);
    }

    private static ChildProcess shell(String script) throws IOException {
        return shell(script, Duration.ofMinutes(1));
    }

    @Test
    void linesAreReadOneByOneAndTheRestIsInTheResult() throws IOException {
        try (ChildProcess process = shell("echo one; echo two; echo three; echo four; echo bad >&2; exit 7")) {
            assertEquals(Optional.of("one"), process.line());
            assertEquals("three", process.lineWith("hree"));
            assertEquals(new ChildProcess.Result(7, "four\n", "bad\n"), process.end());
            assertEquals(Optional.empty(), process.line());
        }
    }

    /** That a wait fails with what was waited for and printed, and leaves no process behind. */
    private static void failsInTime(String script, String awaited, Wait wait) throws Exception {
        try (ChildProcess process = shell(script, Duration.ofSeconds(2))) {
            String message = assertThrows(AssertionError.class, () -> wait.on(process)).getMessage();
            assertTrue(message.contains("did not give " + awaited) && message.contains("started") && message.contains(
                "bad"), message);
            process.handle().onExit().get(1, TimeUnit.MINUTES);
        }
    }

    private interface Wait {
        void on(ChildProcess process) throws Exception;
    }

    @Test
    void aProcessThatHangsFailsTheTestWithWhatItPrinted() throws Exception {
        String hangs = "echo started; echo bad >&2; sleep 1000";
        failsInTime(hangs, "its end", ChildProcess::end);
        failsInTime(hangs, "a line with 'ready'", process -> process.lineWith("ready"));
        failsInTime(hangs, "another line", process -> {
            process.line();
            process.line();
        });
    }

    @Test
    void aChildThatHoldsTheOutputOfAProcessThatEndedIsAHangToo() throws Exception {
        failsInTime("echo started; echo bad >&2; sleep 10 &", "its end", ChildProcess::end);
    }

    @Test
    void aProcessThatEndsTooSoonSaysWhatItPrinted() throws IOException {
        try (ChildProcess process = shell("echo started; echo bad >&2; exit 3")) {
            String message = assertThrows(AssertionError.class, () -> process.lineWith("ready")).getMessage();
            assertTrue(message.contains("status 3 before a line with 'ready'") && message.contains("started")
                && message.contains("bad"), message);
        }
    }

    @Test
    void aProcessThatIsKilledKeepsWhatItHadPrinted() throws IOException {
        try (ChildProcess process = shell("echo started; sleep 1000")) {
            process.lineWith("started");
            process.handle().destroyForcibly();
            assertEquals(137, process.end().status());
        }
    }
}
