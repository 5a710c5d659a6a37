package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.diffcont.progress.Progress;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final List<String> lines = new ArrayList<>();
    private long seconds;
    private final Progress progress =
            new LineProgress(lines::add, Duration.ofSeconds(5), () -> Duration.ofSeconds(seconds).toNanos());

    @Test
    void longTaskPrintsALineAnIntervalAndAClosingOne() {
        progress.start("training gear", 100, "steps");
        progress.message("loss 0.5");
        for (int i = 0; i < 12; i++) {
            seconds++;
            progress.step(1);
        }
        progress.close();
        assertEquals(List.of(
                "training gear: 5/100 steps (5 %), 1:35 left, loss 0.5",
                "training gear: 10/100 steps (10 %), 1:30 left, loss 0.5",
                "training gear: 12 steps in 0:12"), lines);
    }

    @Test
    void shortTaskPrintsNothing() {
        progress.start("reading", 2, "images");
        seconds = 4;
        progress.step(2);
        progress.close();
        assertEquals(List.of(), lines);
    }

    @Test
    void startingATaskEndsTheLastAndUnknownTotalsHaveNoShare() {
        progress.start("searching", 0, "files");
        seconds = 3700;
        progress.step(7);
        progress.start("reading", 2, "images");
        assertEquals(List.of("searching: 7 files", "searching: 7 files in 1:01:40"), lines);
    }

    @Test
    void stepsOutsideATaskAreIgnored() {
        progress.step(1);
        progress.close();
        assertEquals(List.of(), lines);
    }

    @Test
    @SuppressWarnings("try") // closing twice is part of what is tested
    void barShowsTheTaskAndDisappears() {
        PrintStream original = System.err;
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
        try (BarProgress bar = new BarProgress()) {
            bar.start("training gear", 10, "steps");
            bar.step(3);
            bar.message("loss 0.5");
            bar.close();
            StandardError.line("after");
        } finally {
            System.setErr(original);
        }
        String drawn = console.toString(StandardCharsets.UTF_8);
        assertTrue(drawn.contains("training gear") && drawn.contains("3/10"), drawn);
        assertTrue(drawn.endsWith("\r\u001b[Kafter" + System.lineSeparator()), drawn);
        assertFalse(drawn.contains("\n\r"), "no line is left behind");
    }
}
