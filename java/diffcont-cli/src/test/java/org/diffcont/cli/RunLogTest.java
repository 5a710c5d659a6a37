package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diffcont.error.OutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class RunLogTest {
    private static final Logger LOG = LoggerFactory.getLogger(RunLogTest.class);

    @TempDir
    Path folder;

    @Test
    void onlyWhatIsLoggedWhileAttachedIsInTheFile() throws IOException {
        Path file = folder.resolve("new/run.log");
        LOG.info("before");
        try (RunLog _ = RunLog.attach(file)) {
            assertEquals(Optional.of(file), RunLog.current());
            LOG.debug("during {}", 1);
        }
        LOG.info("after");
        String text = Files.readString(file);
        assertTrue(text.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ DEBUG RunLogTest: during 1\\R"), text);
        assertEquals(Optional.empty(), RunLog.current());
    }

    @Test
    void resumedRunAppendsToItsLog() throws IOException {
        Path file = Files.writeString(folder.resolve("run.log"), "earlier\n");
        try (RunLog _ = RunLog.attach(file)) {
            LOG.info("later");
        }
        assertTrue(Files.readString(file).startsWith("earlier\n"));
        assertTrue(Files.readString(file).contains("later"));
    }

    @Test
    void logThatCannotBeWrittenIsAnError() throws IOException {
        Path taken = Files.writeString(folder.resolve("taken"), "");
        assertThrows(OutputException.class, () -> RunLog.attach(taken.resolve("run.log")));
        assertThrows(OutputException.class, () -> RunLog.attach(folder));
        assertEquals(Optional.empty(), RunLog.current());
    }

    @Test
    void consoleShowsOnlyWarningsAndNoTraces() {
        PrintStream original = System.err;
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
        try {
            LOG.info("quiet");
            LOG.warn("careful", new IllegalStateException("why"));
        } finally {
            System.setErr(original);
        }
        String shown = console.toString(StandardCharsets.UTF_8);
        assertEquals("diffcont: warning: careful", shown.strip());
        assertFalse(shown.contains("quiet"));
    }
}
