package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.error.ConfigurationException;
import org.diffcont.error.DataException;
import org.diffcont.error.ModelException;
import org.diffcont.error.OutputException;
import org.diffcont.error.PrerequisiteException;
import org.diffcont.error.UserException;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeStatus;
import org.diffcont.nativecore.library.LoadAttempt;
import org.diffcont.nativecore.library.NativeLibraryException;
import org.diffcont.progress.CancelledException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    static Stream<Arguments> failures() {
        IOException full = new IOException("No space left on device");
        IOException readOnly = new FileSystemException("/mnt/out/a.png", null, "Read-only file system");
        return Stream.of(
                Arguments.of(new UserException("a\n  b"), 1, "a b"),
                Arguments.of(new ConfigurationException("c"), 2, "c"),
                Arguments.of(new PrerequisiteException("p"), 3, "p"),
                Arguments.of(new DataException("d"), 4, "d"),
                Arguments.of(new ModelException("m"), 5, "m"),
                Arguments.of(new OutputException("o"), 6, "o"),
                Arguments.of(new NativeLibraryException("libdiffcont_detect.so", List.of(
                        new LoadAttempt("property", "/a", "no such file"), new LoadAttempt("jar", "-", "not bundled"))), 7,
                        "the native library libdiffcont_detect.so cannot be loaded. Tried: property: /a: no such file; "
                        + "jar: -: not bundled; build it with ./diffcont or mvn verify, or name its folder with "
                        + "DIFFCONT_LIBRARY_PATH"),
                Arguments.of(new NativeException(NativeStatus.OUT_OF_MEMORY, "3 GB"), 1,
                        "out of memory in the native core: 3 GB; lower replay.batch, "
                        + "training.batch_current or data.image_size"),
                Arguments.of(new NativeException(NativeStatus.UNSUPPORTED, "no bf16"), 3, "no bf16"),
                Arguments.of(new NativeException(NativeStatus.INTERNAL, "fault"), 7, "the native core reports: fault"),
                Arguments.of(new CancelledException("stopped; continue with --resume"), 130,
                        "stopped; continue with --resume"),
                Arguments.of(new UserException("cannot save x", full), 6, "cannot save x"),
                Arguments.of(new UncheckedIOException(full), 6,
                        "cannot write the output: the disk is full; free some space or choose another folder"),
                Arguments.of(new IllegalStateException(readOnly), 6, "cannot write /mnt/out/a.png: the file system is "
                        + "read-only; choose another folder"),
                Arguments.of(new NoSuchFileException("x.png"), 1, "no such file or folder: x.png"),
                Arguments.of(new AccessDeniedException("x.png"), 1, "no permission for x.png"),
                Arguments.of(new IOException("broken"), 1, "cannot read or write: broken"),
                Arguments.of(new UnsatisfiedLinkError("no libx"), 7, "no libx"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureIsOneLineAndItsExitCode(Throwable error, int status, String line) {
        TestShell shell = new TestShell();
        assertEquals(status, Failures.report(error, shell.shell()));
        assertEquals("diffcont: " + line, shell.err().strip());
    }

    @Test
    void outOfMemorySaysHowToAllowMoreEvenWhenWrapped() {
        Failures.Failure failure = Failures.describe(new RuntimeException(new OutOfMemoryError("Java heap space")));
        assertEquals(ExitCode.FAILED, failure.code());
        assertTrue(failure.line().startsWith("out of memory: Java may use "), failure.line());
        assertTrue(failure.line().contains("DIFFCONT_JAVA_OPTIONS=-Xmx"), failure.line());
    }

    @Test
    void internalErrorWithoutARunKeepsItsTraceInAFile() throws IOException {
        TestShell shell = new TestShell();
        assertEquals(70, Failures.report(new IllegalStateException("odd"), shell.shell()));
        assertEquals(1, shell.err().lines().count());
        Path log = Path.of(shell.err().strip().replaceAll(".*details in ", ""));
        assertTrue(Files.readString(log).contains("FailuresTest"), "the stack trace");
        Files.delete(log);
    }

    @Test
    void internalErrorOfARunGoesToItsLog(@TempDir Path folder) throws IOException {
        TestShell shell = new TestShell();
        Path file = folder.resolve("run.log");
        try (RunLog _ = RunLog.attach(file)) {
            assertEquals(70, Failures.report(new IllegalStateException("odd"), shell.shell()));
        }
        assertEquals("diffcont: internal error: java.lang.IllegalStateException: odd; details in " + file,
                shell.err().strip());
        assertTrue(Files.readString(file).contains("at org.diffcont.cli.FailuresTest"), "the stack trace");
        assertFalse(shell.err().contains("at org.diffcont"), "no stack trace on the console");
    }
}
