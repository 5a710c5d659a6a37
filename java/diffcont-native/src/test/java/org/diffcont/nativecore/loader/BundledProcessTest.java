package org.diffcont.nativecore.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that load the library from a jar. */
class BundledProcessTest {
    @TempDir
    private Path temporary;
    private Path jar;

    @BeforeEach
    void jar() throws Exception {
        jar = StubLibraries.jar(temporary.resolve("libraries.jar"), StubLibraries.resources(StubLibraries.PLATFORM,
            "2.17", StubLibraries.pair(Files.createDirectories(temporary.resolve("stubs")))));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(temporary.resolve(name));
    }

    /** The command of a process with this home and folder for temporary files. */
    private List<String> command(Path home, Path temporaryFiles, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path") + File.pathSeparator + jar,
            "-Duser.home=" + home, "-Djava.io.tmpdir=" + temporaryFiles, "-Djava.library.path=",
            LoadInProcess.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static ChildProcess start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        List.of("DIFFCONT_LIBRARY_PATH", "DIFFCONT_CACHE", "XDG_CACHE_HOME").forEach(builder.environment()::remove);
        return ChildProcess.start(builder);
    }

    /** What it prints until its good end, with nothing more to read. */
    private static String output(ChildProcess process) throws IOException {
        try (process) {
            process.closeInput();
            ChildProcess.Result result = process.end();
            assertEquals(0, result.status(), result.out());
            return result.out();
        }
    }

    private static String output(List<String> command) throws IOException {
        return output(start(command));
    }

    /** The command in a mount namespace of its own, after a mount there. */
    private static List<String> mounted(Path folder, String options, List<String> command) {
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c",
            "mount -t tmpfs -o " + options + " none '" + folder + "' && exec \"$@\"", "sh"));
        all.addAll(command);
        return all;
    }

    private void assumeMounts() throws Exception {
        ChildProcess.Result probe = ChildProcess.run(new ProcessBuilder(mounted(folder("probe"), "size=1m",
            List.of("true"))));
        assumeTrue(probe.status() == 0, "needs the right to mount: " + probe.err().strip());
    }

    @Test
    void tenProcessesThatStartAtOnceShareOneUnpackedFolder() throws Exception {
        Path home = folder("home");
        List<ChildProcess> processes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            processes.add(start(command(home, folder("tmp"))));
        }
        for (ChildProcess process : processes) {
            assertEquals("ready", process.line().orElseThrow());
        }
        for (ChildProcess process : processes) {
            process.closeInput();
        }
        for (ChildProcess process : processes) {
            String output = output(process);
            assertTrue(output.contains("loaded true"), output);
        }
        try (Stream<Path> left = Files.list(home.resolve(".cache/diffcont"))) {
            assertEquals(1, left.filter(Files::isDirectory).count());
        }
    }

    @Test
    void aSecondClassLoaderOfTheProcessLoadsTheSameFile() throws Exception {
        String output = output(command(folder("home"), folder("tmp"), "twice"));
        String first = output.lines().filter(l -> l.startsWith("loaded true ")).findFirst().orElseThrow();
        assertTrue(output.contains("second " + first.substring("loaded true ".length())), output);
    }

    @Test
    void aReadOnlyHomeLeavesTheTemporaryFolder() throws Exception {
        assumeMounts();
        Path home = folder("home");
        String output = output(mounted(home, "ro", command(home, folder("tmp"))));
        assertTrue(output.contains("loaded true"), output);
        assertTrue(output.contains("Read-only file system") && output.contains(temporary.resolve("tmp").toString()),
            output);
    }

    @Test
    void aFolderMountedNoexecIsToldAndTheNextOneTaken() throws Exception {
        assumeMounts();
        Path home = folder("home");
        String output = output(mounted(home, "noexec", command(home, folder("tmp"))));
        assertTrue(output.contains("loaded true"), output);
        assertTrue(output.contains(home + "/.cache/diffcont") && output.contains("may be mounted noexec"), output);
        List<String> named = command(home, folder("tmp"));
        named.add(1, "-Ddiffcont.cache=" + home.resolve("named"));
        String alone = output(mounted(home, "noexec", named));
        assertTrue(alone.contains("loaded false") && alone.contains("may be mounted noexec")
            && alone.contains("DIFFCONT_CACHE"), alone);
    }
}
