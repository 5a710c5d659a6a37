package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.Test;

class InterruptSignalTest {
    /** Works until it is told to stop, or without end. */
    static final class Worker {
        public static void main(String[] args) {
            boolean obedient = args[0].equals("obedient");
            InterruptSignal signal = InterruptSignal.install(obedient ? Duration.ofSeconds(30) : Duration.ofMillis(50));
            System.out.println("working");
            while (!obedient || !signal.isCancelled()) {
                Thread.onSpinWait();
            }
            System.out.println("saved");
            signal.finished();
            System.exit(0);
        }
    }

    private static String terminated(String kind) throws IOException {
        try (ChildProcess process = ChildProcess.start(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), Worker.class.getName(), kind)
                .redirectErrorStream(true))) {
            process.lineWith("working");
            process.handle().destroy();
            ChildProcess.Result result = process.end();
            assertEquals(143, result.status(), "the status of a process ended by SIGTERM");
            return String.join("|", result.out().lines().toList());
        }
    }

    @Test
    void commandMayFinishItsStepBeforeTheProcessEnds() throws Exception {
        assertEquals("diffcont: interrupted; finishing this step, at most 30 seconds|saved", terminated("obedient"));
    }

    @Test
    void commandThatDoesNotStopIsCutOff() throws Exception {
        assertTrue(terminated("stubborn").endsWith("|diffcont: the step took too long and was cut off"));
    }
}
