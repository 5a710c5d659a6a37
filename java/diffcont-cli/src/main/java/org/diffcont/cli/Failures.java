package org.diffcont.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffcont.error.ConfigurationException;
import org.diffcont.error.DataException;
import org.diffcont.error.ModelException;
import org.diffcont.error.OutputException;
import org.diffcont.error.PrerequisiteException;
import org.diffcont.error.UserException;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.library.LoadAttempt;
import org.diffcont.nativecore.library.NativeLibraryException;
import org.diffcont.progress.CancelledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a command into one line and an exit code. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** One line for people, and the exit code. */
    record Failure(ExitCode code, String line) {}

    private Failures() {}

    /** Prints the line, keeps the stack trace in a log, and returns the exit status. */
    static int report(Throwable error, Shell shell) {
        Failure failure = describe(error);
        String line = failure.line();
        // Not logged as an error: the console shows those, and it shows the line already.
        LOG.info("{}", line, error);
        if (failure.code() == ExitCode.INTERNAL) {
            line += "; details in " + RunLog.current().or(() -> keepTrace(error)).map(Path::toString).orElse("no log");
        }
        shell.err().println("diffcont: " + line);
        return failure.code().status();
    }

    static Failure describe(Throwable error) {
        if (causes(error).anyMatch(OutOfMemoryError.class::isInstance)) {
            return new Failure(ExitCode.FAILED, ("out of memory: Java may use %d MiB here; allow more with "
                    + "DIFFCONT_JAVA_OPTIONS=-Xmx8g, or lower replay.batch or data.image_size")
                    .formatted(Runtime.getRuntime().maxMemory() >> 20));
        }
        ExitCode code = switch (error) {
            case CancelledException e -> ExitCode.INTERRUPTED;
            case ConfigurationException e -> ExitCode.USAGE;
            case PrerequisiteException e -> ExitCode.PREREQUISITE;
            case DataException e -> ExitCode.DATA;
            case ModelException e -> ExitCode.MODEL;
            case OutputException e -> ExitCode.OUTPUT;
            case UserException e -> unwritable(e).isPresent() ? ExitCode.OUTPUT : ExitCode.FAILED;
            default -> null;
        };
        if (code != null) {
            return new Failure(code, oneLine(error.getMessage()));
        }
        if (error instanceof NativeLibraryException e) {
            return nativeLibrary(e);
        }
        if (error instanceof NativeException e) {
            return nativeCore(e);
        }
        Optional<String> unwritable = unwritable(error);
        if (unwritable.isPresent()) {
            return new Failure(ExitCode.OUTPUT, oneLine(unwritable.get()));
        }
        return switch (error) {
            case UncheckedIOException e -> inputOutput(e.getCause());
            case IOException e -> inputOutput(e);
            case UnsatisfiedLinkError e -> new Failure(ExitCode.NATIVE_LIBRARY, oneLine(e.getMessage()));
            default -> new Failure(ExitCode.INTERNAL, oneLine("internal error: " + error));
        };
    }

    /** The exception's own message has several lines. */
    private static Failure nativeLibrary(NativeLibraryException e) {
        String attempts = e.attempts().stream().map(LoadAttempt::toString).collect(Collectors.joining("; "));
        return new Failure(ExitCode.NATIVE_LIBRARY, oneLine("the native library " + e.library()
                + " cannot be loaded. Tried: " + attempts + "; build it with ./diffcont or mvn verify, or name its folder with "
                + "DIFFCONT_LIBRARY_PATH"));
    }

    private static Failure nativeCore(NativeException e) {
        return switch (e.status()) {
            case OUT_OF_MEMORY -> new Failure(ExitCode.FAILED, oneLine("out of memory in the native core: "
                    + e.getMessage() + "; lower replay.batch, training.batch_current or data.image_size"));
            case UNSUPPORTED -> new Failure(ExitCode.PREREQUISITE, oneLine(e.getMessage()));
            default -> new Failure(ExitCode.NATIVE_LIBRARY, oneLine("the native core reports: " + e.getMessage()));
        };
    }

    private static Failure inputOutput(IOException e) {
        String line = switch (e) {
            case NoSuchFileException missing -> "no such file or folder: " + missing.getFile();
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            default -> "cannot read or write: " + Objects.requireNonNullElse(e.getMessage(), e.toString());
        };
        return new Failure(ExitCode.FAILED, oneLine(line));
    }

    /** What to say when a full or read-only disk is among the causes. */
    private static Optional<String> unwritable(Throwable error) {
        return causes(error).filter(IOException.class::isInstance).flatMap(e -> {
            String reason = Objects.requireNonNullElse(e.getMessage(), "");
            String file = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : "the output";
            if (reason.contains("No space left on device") || reason.contains("Disk quota exceeded")) {
                return Stream.of(
                        "cannot write " + file + ": the disk is full; free some space or choose another folder");
            }
            if (reason.contains("Read-only file system")) {
                return Stream.of("cannot write " + file + ": the file system is read-only; choose another folder");
            }
            return Stream.empty();
        }).findFirst();
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(50);
    }

    /** Where no run has a log, the trace goes to a file of its own. */
    private static Optional<Path> keepTrace(Throwable error) {
        try {
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            return Optional.of(Files.writeString(Files.createTempFile("diffcont-", ".log"), trace.toString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static String oneLine(String message) {
        return Objects.requireNonNullElse(message, "no message").strip().replaceAll("\\s*[\\p{Cntrl}]+\\s*", " ");
    }
}
