package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffcont.testing.ChildProcess;
import org.diffcont.testing.ChildProcess.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher in a copy of the project's folders, with programs of our own in place of Java and Maven. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("diffcont.root", "../..")).resolve("diffcont");
    /** Prints its arguments, one a line, and makes a start-up cache when told to. */
    private static final String JAVA = """
            #!/bin/sh
            printf '%s\\n' "$@"
            for argument in "$@"; do
                case $argument in
                    -XX:AOTCacheOutput=*)
                        echo recorded >> java.recordings
                        [ -n "$NO_CACHE" ] || echo cache > "${argument#*=}" ;;
                esac
            done
            """;
    /** Counts its calls and makes what the real one would. */
    private static final String MAVEN = """
            #!/bin/sh
            echo called >> maven.calls
            echo "a line of Maven's" >&2
            [ ! -e broken ] || exit 1
            mkdir -p java/diffcont-cli/target/lib
            echo jar > java/diffcont-cli/target/diffcont-cli-0.1.0.jar
            """;

    @TempDir
    Path folder;

    private Path root;
    private Path tools;
    private Path jdk;

    @BeforeEach
    void makeProject() throws IOException {
        root = Files.createDirectories(folder.resolve("a project"));
        Files.copy(LAUNCHER, root.resolve("diffcont"));
        assertTrue(root.resolve("diffcont").toFile().setExecutable(true));
        Files.createDirectories(root.resolve("java/diffcont-cli/src/main"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "sh", "cat", "env", "find", "flock", "mkdir", "mv", "printf", "readlink",
                "rm", "sed", "sleep", "tail", "touch", "tr")) {
            Path program = Stream.of("/bin", "/usr/bin").map(bin -> Path.of(bin, tool)).filter(Files::exists)
                    .findFirst().orElseThrow();
            program(tools.resolve(tool), "#!/bin/sh\nexec " + program + " \"$@\"\n");
        }
        jdk = makeJdk("jdk-25", "25.0.1", true);
    }

    private Path makeJdk(String name, String version, boolean compiler) throws IOException {
        Path home = folder.resolve(name);
        program(home.resolve("bin/java"), JAVA);
        if (compiler) {
            program(home.resolve("bin/javac"), JAVA);
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    private ProcessBuilder launcher(String javaFolders, String... arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("diffcont").toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("DIFFCONT_JAVA_FOLDERS", javaFolders);
        return builder;
    }

    private static Result result(ChildProcess process) throws IOException {
        try (process) {
            process.closeInput();
            return process.end();
        }
    }

    private static Result result(ProcessBuilder launcher) throws IOException {
        return result(ChildProcess.start(launcher));
    }

    private Result run(String... arguments) throws IOException {
        return result(launcher(jdk.toString(), arguments));
    }

    private long mavenCalls() throws IOException {
        Path calls = root.resolve("maven.calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    @Test
    void withoutJavaItSaysWhatToInstallAndWhatItFound() throws Exception {
        Path old = makeJdk("jdk-17", "17.0.9", true);
        Result none = result(launcher(""));
        assertEquals(3, none.status());
        assertEquals("", none.out());
        assertEquals(1, none.err().lines().count(), none.err());
        assertTrue(none.err().startsWith("diffcont: Java 25 or newer is missing (found: none); install"), none.err());
        assertTrue(none.err().contains("openjdk-25-jdk") && none.err().contains("temurin-25-jdk"), none.err());
        Result tooOld = result(launcher(old.toString()));
        assertEquals(3, tooOld.status());
        assertTrue(tooOld.err().contains("(found: 17 (" + old + "))"), tooOld.err());
    }

    @Test
    void namedJavaThatIsTooOldIsRefused() throws Exception {
        Path old = makeJdk("jdk-17", "17.0.9", true);
        ProcessBuilder launcher = launcher(jdk.toString(), "info");
        launcher.environment().put("DIFFCONT_JAVA_HOME", old.toString());
        Result result = result(launcher);
        assertEquals(3, result.status());
        assertTrue(result.err().contains("DIFFCONT_JAVA_HOME is " + old + ", which holds Java 17"), result.err());
    }

    @Test
    void javaHomeThatIsTooOldIsPassedOver() throws Exception {
        program(tools.resolve("mvn"), MAVEN);
        ProcessBuilder launcher = launcher(jdk.toString(), "--version");
        launcher.environment().put("JAVA_HOME", makeJdk("jdk-17", "17.0.9", true).toString());
        Result result = result(launcher);
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("org.diffcont.cli.Main"), result.out());
    }

    @Test
    void missingProgramsAreAllNamedWithTheirPackages() throws Exception {
        Result result = run("info");
        assertEquals(3, result.status());
        assertEquals("diffcont: the build needs more Debian packages: apt-get install maven python3-pip unzip cmake"
                + " ninja-build g++", result.err().strip());
    }

    @Test
    void helpNeedsNoNativeCode() throws Exception {
        Result result = run("info", "--help");
        assertEquals("diffcont: the build needs more Debian packages: apt-get install maven", result.err().strip());
    }

    @Test
    void runtimeWithoutCompilerIsNamedWhenABuildIsNeeded() throws Exception {
        program(tools.resolve("mvn"), MAVEN);
        Path runtime = makeJdk("jre-25", "25", false);
        Result result = result(launcher(runtime.toString(), "--help"));
        assertEquals(3, result.status());
        assertTrue(result.err().contains(runtime + " runs Java but cannot compile it"), result.err());
    }

    @Test
    void firstRunBuildsTheSecondIsQuietAndChangedSourcesBuildAgain() throws Exception {
        program(tools.resolve("mvn"), MAVEN);
        Result first = run("--version");
        assertEquals(0, first.status(), first.err());
        assertTrue(first.err().startsWith("Building DiffCont (first run):"), first.err());
        assertFalse(first.err().contains("a line of Maven's"), first.err());
        Result second = run("--version");
        assertEquals("", second.err());
        assertEquals(1, mavenCalls());
        Path source = Files.writeString(root.resolve("java/diffcont-cli/src/main/A.java"), "class A {}");
        FileTime built = Files.getLastModifiedTime(root.resolve("build/java.built"));
        Files.setLastModifiedTime(source, FileTime.from(built.toInstant().plusSeconds(1)));
        Result third = run("--version");
        assertTrue(third.err().startsWith("Building DiffCont (sources have changed):"), third.err());
        assertEquals(2, mavenCalls());
    }

    @Test
    void javaGetsTheArgumentsUnchangedFromAnyFolderAndThroughALink() throws Exception {
        program(tools.resolve("mvn"), MAVEN);
        Path link = Files.createSymbolicLink(folder.resolve("a link"), root.resolve("diffcont"));
        ProcessBuilder launcher = launcher(jdk.toString(), "dataset", "two words", "*", "");
        launcher.command().set(0, link.toString());
        launcher.environment().put("DIFFCONT_JAVA_OPTIONS", "-Xmx8g -Da=b");
        List<String> lines = result(launcher).out().lines().toList();
        assertEquals(List.of("org.diffcont.cli.Main", "dataset", "two words", "*", ""),
                lines.subList(lines.indexOf("org.diffcont.cli.Main"), lines.size()));
        assertTrue(lines.containsAll(List.of("-Xmx8g", "-Da=b", "--enable-native-access=ALL-UNNAMED",
                "-Ddiffcont.library.path=" + root.toRealPath() + "/build/cpu/native")), lines.toString());
    }

    @Test
    void twoFirstRunsAtOnceBuildOnce() throws Exception {
        program(tools.resolve("mvn"), MAVEN);
        List<ChildProcess> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(ChildProcess.start(launcher(jdk.toString(), "--version")));
        }
        for (ChildProcess process : processes) {
            Result result = result(process);
            assertEquals(0, result.status(), result.err());
        }
        assertEquals(1, mavenCalls());
    }

    @Test
    void failedStepShowsTheEndOfItsLogAndIsTriedAgain() throws Exception {
        program(tools.resolve("mvn"), MAVEN);
        Files.writeString(root.resolve("broken"), "");
        Result failed = run("--version");
        assertEquals(3, failed.status());
        assertTrue(failed.err().contains("Java code (Maven) failed; the last lines of "
                + root.toRealPath() + "/build/java.log:\n    a line of Maven's"), failed.err());
        Files.delete(root.resolve("broken"));
        assertEquals(0, run("--version").status());
    }

    @Test
    void buildCanBeSwitchedOff() throws Exception {
        ProcessBuilder launcher = launcher(jdk.toString(), "info");
        launcher.environment().put("DIFFCONT_BUILD", "off");
        Result result = result(launcher);
        assertEquals(3, result.status());
        assertTrue(result.err().contains("DIFFCONT_BUILD is off"), result.err());
    }

    /** As if everything were built. */
    private ProcessBuilder builtLauncher(String... arguments) throws IOException, InterruptedException {
        program(tools.resolve("mvn"), MAVEN);
        assertEquals(0, run("--version").status());
        for (String file : List.of("build/cpu/native/libdiffcont_detect.so",
                "build/cpu/native/libdiffcont_network.so", "third_party/fetched/complete",
                "build/cpu/built")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), "");
        }
        return launcher(jdk.toString(), arguments);
    }

    private long recordings() throws IOException {
        Path file = folder.resolve("java.recordings");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private static boolean usesStartCache(Result result) {
        return result.out().lines().anyMatch(line -> line.startsWith("-XX:AOTCache="));
    }

    @Test
    void startCacheIsRecordedOnceUsedAndMadeAnewWithNewJars() throws Exception {
        ProcessBuilder launcher = builtLauncher("score");
        Result first = result(launcher);
        assertEquals("Recording the start-up cache.", first.err().strip());
        assertTrue(usesStartCache(first), first.out());
        Result second = result(launcher);
        assertEquals("", second.err());
        assertTrue(usesStartCache(second), second.out());
        assertEquals(1, recordings());
        Files.setLastModifiedTime(root.resolve("java/diffcont-cli/target/diffcont-cli-0.1.0.jar"),
                FileTime.from(Instant.now().plusSeconds(1)));
        launcher.environment().put("DIFFCONT_BUILD", "off");
        assertFalse(usesStartCache(result(launcher)));
        launcher.environment().remove("DIFFCONT_BUILD");
        result(launcher);
        assertEquals(2, recordings());
    }

    @Test
    void startCacheThatCannotBeMadeIsDoneWithoutAndNotTriedAgain() throws Exception {
        ProcessBuilder launcher = builtLauncher("score");
        launcher.environment().put("NO_CACHE", "yes");
        for (int i = 0; i < 2; i++) {
            Result result = result(launcher);
            assertEquals(0, result.status());
            assertFalse(usesStartCache(result), result.out());
        }
        assertEquals(1, recordings());
    }

    @Test
    void startCacheIsRecordedByOneOfSeveralAtOnce() throws Exception {
        ProcessBuilder launcher = builtLauncher("score");
        List<ChildProcess> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(ChildProcess.start(launcher));
        }
        for (ChildProcess process : processes) {
            assertEquals(0, result(process).status());
        }
        assertEquals(1, recordings());
    }

    @Test
    void startCacheCanBeSwitchedOff() throws Exception {
        ProcessBuilder launcher = builtLauncher("score");
        launcher.environment().put("DIFFCONT_START_CACHE", "off");
        assertFalse(usesStartCache(result(launcher)));
        assertEquals(0, recordings());
    }

    @Test
    void namesAreUtf8WhateverLocaleIsAskedForAndWhetherItIsThere() throws IOException {
        for (Path launcher : List.of(LAUNCHER, LAUNCHER.resolveSibling("edge/diffcont"))) {
            Path home = Files.createDirectories(folder.resolve("of " + launcher.getFileName() + launcher.getNameCount()));
            Path copy = Files.createDirectories(home.resolve("bin")).resolve("diffcont");
            Files.copy(launcher, copy);
            program(home.resolve("java/bin/java"), "#!/bin/sh\necho \"locale $LC_ALL\"\n");
            program(home.resolve("bin/javac"), "");
            Files.writeString(home.resolve("java/release"), "JAVA_VERSION=\"25\"\n");
            Files.createDirectories(home.resolve("lib"));
            Files.createFile(home.resolve("lib/a.jar"));
            Path cli = Files.createDirectories(home.resolve("bin/java/diffcont-cli/target"));
            Files.createFile(cli.resolve("diffcont-cli-0.1.0.jar"));
            for (String asked : List.of("LANG=de_DE.UTF-8", "LC_ALL=xx", "LC_ALL=C", "LC_CTYPE=POSIX", "LANG=")) {
                ProcessBuilder builder = new ProcessBuilder("sh", copy.toString(), "--version");
                if (launcher.equals(LAUNCHER)) {
                    builder.command().set(0, "bash");
                }
                List.of("LANG", "LC_ALL", "LC_CTYPE").forEach(builder.environment()::remove);
                String[] set = asked.split("=", 2);
                builder.environment().putAll(Map.of(set[0], set[1], "DIFFCONT_BUILD", "off", "DIFFCONT_START_CACHE",
                        "off", "DIFFCONT_JAVA_HOME", home.resolve("java").toString()));
                Result result = ChildProcess.run(builder);
                assertTrue(result.out().contains("locale C.UTF-8"), asked + ": " + result);
            }
        }
    }
}
