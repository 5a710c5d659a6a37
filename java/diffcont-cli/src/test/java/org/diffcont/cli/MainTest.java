package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.diffcont.operation.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final TestShell shell = new TestShell();

    @TempDir
    Path folder;

    private void assertOneLineOfTrouble() {
        assertEquals("", shell.out());
        assertEquals(1, shell.err().lines().count(), shell.err());
        assertTrue(shell.err().startsWith("diffcont: "), shell.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "info --help", "dataset --help", "dataset synthesize --help", "dataset -h",
            "benchmark --help", "ablate --help", "compare --help", "learn --help", "score --help", "sample --help",
            "history --help", "rollback --help", "verify --help"})
    void helpIsAboutTheCommandAndHasExamples(String arguments) {
        assertEquals(0, shell.run(arguments.split(" ")));
        String command = arguments.replaceAll(" ?-.*", "");
        assertTrue(shell.out().startsWith("Usage: diffcont" + (command.isEmpty() ? "" : " " + command)), shell.out());
        assertTrue(shell.out().contains("Example"), shell.out());
        assertTrue(shell.out().lines().anyMatch(line -> line.startsWith("  diffcont " + command)), shell.out());
        assertEquals("", shell.err());
    }

    @Test
    void mainHelpListsCommandsAndEveryExitCode() {
        shell.run("--help");
        assertTrue(shell.out().contains("  info ") && shell.out().contains("  dataset "), shell.out());
        for (ExitCode code : ExitCode.values()) {
            assertTrue(shell.out().lines().anyMatch(line -> line.matches("  " + code.status() + " +\\S.*")),
                    code + " in " + shell.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "info --version", "dataset synthesize --version"})
    void versionIsPrinted(String arguments) {
        assertEquals(0, shell.run(arguments.split(" ")));
        assertEquals("diffcont " + Version.NUMBER, shell.out().strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                                      | Missing command; see 'diffcont --help'",
        "dataset                                 | Missing command; see 'diffcont dataset --help'",
        "dataset synthesize                      | Missing required option: '--out=DIR'; see 'diffcont dataset "
                + "synthesize --help'",
        "inf                                     | nearest: info",
        "info --speed                            | Unknown option: '--speed'",
        "dataset synthesize --out x --siz 70     | nearest: --size",
        "dataset synthesize --out x --train many | 'many' is not an int",
        "benchmark --experiences 0               | --experiences is 0",
        "benchmark --resume                      | --resume needs",
        "benchmark --set seed=x --out x          | seed",
        "score a.png                             | '--model=DIR'",
        "score --model m                         | PATH",
        "score --model m --format xml a.png      | xml",
        "sample --model m --out x --count 0      | --count is 0",
        "learn gear                              | '--model=DIR'",
        "dataset synthesize --out x --size 3     | image size is 3; give a number from",
        "dataset synthesize --out x --threads -1 | --threads is -1",
        "dataset synthesize --out x --categories gear,geer | 'geer'",
    })
    void wrongCommandLineIsOneLineAndExitCode2(String arguments, String message) {
        assertEquals(2, shell.run(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
        assertOneLineOfTrouble();
        assertTrue(shell.err().contains(message), shell.err());
        assertTrue(Files.notExists(Path.of("x")));
    }

    @Test
    void learnSaysWhatAFolderWithoutImagesHoldsAndAsksWhereNormalOnesMayBe() throws IOException {
        Path product = Files.createDirectories(folder.resolve("plate/train/OK")).getParent().getParent();
        Files.writeString(product.resolve("train/OK/0.png"), "x");
        assertEquals(4, shell.run("learn", "--model", folder.resolve("m").toString(), product.toString()));
        assertOneLineOfTrouble();
        assertTrue(shell.err().contains("but " + product.resolve("train/OK") + " may hold normal ones; give the folder"),
                shell.err());
        TestShell second = new TestShell();
        Path texts = Files.createDirectories(folder.resolve("texts"));
        Files.writeString(texts.resolve("a.txt"), "x");
        assertEquals(4, second.run("learn", "--model", folder.resolve("m").toString(), texts.toString()));
        assertTrue(second.err().contains("holds no images") && second.err().contains("passed over (1 .txt)"), second.err());
        assertTrue(Files.notExists(folder.resolve("m")));
    }

    @Test
    void synthesizeWritesAFolderInMvtecLayout() throws IOException {
        Path out = folder.resolve("data set");
        assertEquals(0, shell.run("dataset", "synthesize", "--out", out.toString(), "--size", "64", "--train", "3",
                "--test-good", "2", "--test-per-defect", "1", "--seed", "5", "--categories", "gear"), shell.err());
        try (Stream<Path> train = Files.list(out.resolve("gear/train/good"))) {
            assertEquals(3, train.count());
        }
        assertTrue(shell.out().matches("Wrote \\d+ images, of 1 category, to \\Q" + out + "\\E\\R"), shell.out());
    }

    @Test
    void outputFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "text");
        assertEquals(1, shell.run("dataset", "synthesize", "--out", file.toString()));
        assertOneLineOfTrouble();
        assertEquals("text", Files.readString(file));
    }

    @Test
    void outputBelowAFileCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "text");
        assertEquals(6, shell.run("dataset", "synthesize", "--out", file.resolve("data").toString()));
        assertOneLineOfTrouble();
    }

    @Test
    void interruptedSynthesisLeavesNothingAndEndsWith130() throws IOException {
        TestShell interrupted = new TestShell(() -> true);
        Path out = folder.resolve("data");
        assertEquals(130, interrupted.run("dataset", "synthesize", "--out", out.toString(), "--size", "64",
                "--categories", "gear", "--train", "2", "--test-good", "1", "--test-per-defect", "1"));
        assertEquals("diffcont: interrupted", interrupted.err().strip());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }
}
