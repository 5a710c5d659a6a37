package org.diffcont.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that a test started. Every wait for it has a deadline; a process that misses one is killed, and the test
 * fails with what was waited for and what was printed until then.
 */
public final class ChildProcess implements AutoCloseable {
    /** Far more than anything that tests start takes on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Process process;
    private final Duration patience;
    /** Lines of standard output that nobody has asked for yet; an empty one is its end. */
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer err = new StringBuffer();
    private final Thread outReader;
    private final Thread errReader;
    private boolean ended;

    /** How a process ended and all that it printed, but for the lines that were read one by one. */
    public record Result(int status, String out, String err) {
    }

    private ChildProcess(Process process, Duration patience) {
        this.process = process;
        this.patience = patience;
        outReader = Thread.ofVirtual().start(() -> read(process.inputReader(StandardCharsets.UTF_8), out, lines));
        errReader = Thread.ofVirtual().start(() -> read(process.errorReader(StandardCharsets.UTF_8), err,
            new LinkedBlockingQueue<>()));
    }

    /** Its streams must be left to be read here. */
    public static ChildProcess start(ProcessBuilder builder) throws IOException {
        return start(builder, PATIENCE);
    }

    static ChildProcess start(ProcessBuilder builder, Duration patience) throws IOException {
        return new ChildProcess(builder.start(), patience);
    }

    /** Runs it with nothing on standard input. */
    public static Result run(ProcessBuilder builder) throws IOException {
        try (ChildProcess child = start(builder)) {
            child.closeInput();
            return child.end();
        }
    }

    private static void read(BufferedReader reader, StringBuffer all, BlockingQueue<Optional<String>> lines) {
        try (reader) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                all.append(line).append('\n');
                lines.add(Optional.of(line));
            }
        } catch (IOException e) {
            all.append(e).append('\n');
        } finally {
            lines.add(Optional.empty());
        }
    }

    /** The next line of standard output; empty when there will be none. */
    public Optional<String> line() {
        return next("another line", System.nanoTime() + patience.toNanos());
    }

    /** Passes over lines of standard output to the first one that contains {@code text}. */
    public String lineWith(String text) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String line = next("a line with '" + text + "'", deadline).orElseThrow(() -> {
                Result result = end();
                return new AssertionError("it ended with status " + result.status() + " before a line with '" + text
                    + "'; " + printed());
            });
            if (line.contains(text)) {
                return line;
            }
        }
    }

    private Optional<String> next(String what, long deadline) {
        if (ended) {
            return Optional.empty();
        }
        try {
            Optional<String> line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw late(what);
            }
            ended = line.isEmpty();
            return line;
        } catch (InterruptedException e) {
            throw late(what + " (the test was interrupted)");
        }
    }

    /** Waits for its end. */
    public Result end() {
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            // Its children may hold its streams open when it has ended, and it may have closed them long before.
            if (!process.waitFor(Duration.ofNanos(deadline - System.nanoTime()))
                    || !outReader.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))
                    || !errReader.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                throw late("its end");
            }
        } catch (InterruptedException e) {
            throw late("its end (the test was interrupted)");
        }
        StringBuilder rest = new StringBuilder();
        for (Optional<String> line = lines.poll(); line != null; line = lines.poll()) {
            line.ifPresentOrElse(l -> rest.append(l).append('\n'), () -> ended = true);
        }
        return new Result(process.exitValue(), rest.toString(), err.toString());
    }

    private AssertionError late(String what) {
        kill();
        return new AssertionError(process.info().commandLine().orElse("a process") + " did not give " + what + " in "
            + patience.toSeconds() + " s and was killed; " + printed());
    }

    private String printed() {
        return "it printed:\n" + out + "and as errors:\n" + err;
    }

    public void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Its process; {@link #end} waits for it. */
    public ProcessHandle handle() {
        // Process.destroy and destroyForcibly would throw away what has been printed.
        return process.toHandle();
    }

    private void kill() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(handle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills it if it still runs, and its children. */
    @Override
    public void close() {
        kill();
    }
}
