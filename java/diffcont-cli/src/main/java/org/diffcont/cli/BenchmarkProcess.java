package org.diffcont.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.diffcont.error.OutputException;
import org.diffcont.error.UserException;
import org.diffcont.grid.RunProcess;
import org.diffcont.machine.Machine;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;

/** {@code diffcont benchmark --resume} as a child of this process, with its share of the threads. */
final class BenchmarkProcess implements RunProcess {
    /** Set for a child: the process with which it ends. */
    private static final String PARENT = "diffcont.parent";
    private static final String MESSAGE = "diffcont: ";
    private static final int POLL_MILLIS = 200;

    private final Machine machine;
    private final int jobs;

    /**
     * @param machine  what all processes together compute with
     * @param jobs     processes among which the threads are shared out
     */
    BenchmarkProcess(Machine machine, int jobs) {
        this.machine = machine;
        this.jobs = jobs;
    }

    /** In a child, from here on: ends this process, as Ctrl-C does, when its parent has ended, even if by a kill. */
    static void endWithParent() {
        String parent = System.getProperty(PARENT);
        if (parent != null) {
            Runnable end = () -> System.exit(ExitCode.INTERRUPTED.status());
            ProcessHandle.of(Long.parseLong(parent)).ifPresentOrElse(p -> p.onExit().thenRun(end), end);
        }
    }

    @Override
    public Optional<String> finish(Path run, CancelSignal cancel) {
        Process process = start(run);
        AtomicReference<String> said = new AtomicReference<>();
        Thread reader = Thread.ofVirtual().start(() -> lastMessage(process, said));
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (cancel.isCancelled()) {
                    process.destroy();
                    process.waitFor();
                    throw new CancelledException("interrupted");
                }
            }
            reader.join();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted");
        }
        int status = process.exitValue();
        String message = said.get() == null ? "its process ended with exit code " + status : said.get();
        if (status == ExitCode.OUTPUT.status()) {
            throw new OutputException(message);
        }
        if (status == ExitCode.INTERRUPTED.status()) {
            cancel.throwIfCancelled();
        }
        return status == ExitCode.OK.status() ? Optional.empty() : Optional.of(message);
    }

    private Process start(Path run) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-D" + PARENT)).toList());
        int threads = Math.max(1, machine.effectiveThreads() / jobs);
        command.addAll(List.of("-D" + PARENT + "=" + ProcessHandle.current().pid(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "benchmark", "--resume", "--out",
                run.toString(), "--threads", Integer.toString(threads)));
        try {
            return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UserException("cannot start a process for " + run + ": " + e.getMessage() + "; use --jobs 1", e);
        }
    }

    private static void lastMessage(Process process, AtomicReference<String> said) {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            lines.lines().filter(line -> line.startsWith(MESSAGE)).forEach(line ->
                    said.set(line.substring(MESSAGE.length())));
        } catch (IOException | UncheckedIOException e) {
            said.compareAndSet(null, "its messages cannot be read: " + e.getMessage());
        }
    }
}
