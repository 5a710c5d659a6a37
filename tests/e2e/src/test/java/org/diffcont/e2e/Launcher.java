package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diffcont.testing.ChildProcess;

/** Runs {@code ./diffcont} as a person would. */
final class Launcher {
    static final Path PROGRAM = Path.of(System.getProperty("diffcont.root"), "diffcont");
    /** Every run is short: compiling less is faster. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1 -Xmx1g";

    private Launcher() {
    }

    /** How a command ended and what it printed. */
    record Result(int status, String out, String err) {
        Result isOk() {
            assertEquals(0, status, this::toString);
            return this;
        }

        /** That it failed as every failure must: one clear line, this exit code, no stack trace. */
        Result failsWith(int expected, String... parts) {
            assertEquals(expected, status, this::toString);
            List<String> lines = err.lines().toList();
            assertEquals(1, lines.size(), this::toString);
            assertTrue(lines.getFirst().startsWith("diffcont: "), this::toString);
            for (String part : parts) {
                assertTrue(err.contains(part), () -> "'" + part + "' is missing in " + this);
            }
            assertFalse((out + err).contains("\tat "), this::toString);
            return this;
        }
    }

    static Result run(Object... arguments) {
        return run(Map.of(), arguments);
    }

    static Result run(Map<String, String> environment, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return finish(start(environment, command));
    }

    /** Runs a shell command in which {@code "$@"} is the launcher with its arguments. */
    static Result runInShell(String script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash", PROGRAM.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return finish(start(Map.of(), command));
    }

    static ChildProcess start(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(Demo.folder().toFile());
        builder.environment().put("DIFFCONT_BUILD", "off");
        builder.environment().put("DIFFCONT_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("DIFFCONT_JAVA_OPTIONS", QUICK);
        builder.environment().putAll(environment);
        try {
            return ChildProcess.start(builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end; lines that were read before are not in the result. */
    static Result finish(ChildProcess process) {
        try (process) {
            ChildProcess.Result result = process.end();
            return new Result(result.status(), result.out(), result.err());
        }
    }
}
