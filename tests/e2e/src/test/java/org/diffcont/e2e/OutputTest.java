package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutputTest {
    /** A limit on the size of files stands in for a full disk: it holds for every user. */
    private static final String SMALL_FILES_ONLY = "ulimit -f 100; exec \"$@\"";

    @Test
    void outputFolderThatIsAFileOrNotEmptyIsRefused() throws IOException {
        Path file = Files.writeString(Demo.fresh("file"), "mine");
        Demo.benchmark(file).failsWith(6, file.toString());
        assertEquals("mine", Files.readString(file));
        Demo.benchmark(file.resolve("run")).failsWith(6, file.toString());
        Path folder = Files.createDirectory(Demo.fresh("folder"));
        Files.writeString(folder.resolve("notes"), "mine");
        Demo.benchmark(folder).failsWith(6, folder.toString(), "--resume");
        assertEquals("mine", Files.readString(folder.resolve("notes")));
    }

    @Test
    void outputFolderThatCannotBeWrittenIsRefused() throws IOException {
        Demo.benchmark(Path.of("/proc/diffcont-run")).failsWith(6, "cannot write /proc/diffcont-run");
    }

    @Test
    void fullDiskLeavesNoHalfRun() throws IOException {
        Path out = Demo.fresh("out");
        Launcher.runInShell(SMALL_FILES_ONLY, "benchmark", "--data", Demo.data(), "--config", Demo.config(), "--out",
            out).failsWith(6, "cannot write " + out);
        assertTrue(Files.notExists(out));
    }

    @Test
    void fullDiskLeavesTheModelAsItWas() throws IOException {
        Path model = Demo.copy(Demo.model());
        String before = Demo.listing(model);
        Launcher.runInShell(SMALL_FILES_ONLY, "learn", "--model", model, "--name", "new",
            Demo.data().resolve("gear")).failsWith(6, "cannot write " + model);
        assertEquals(before, Demo.listing(model));
    }

    @Test
    void resultsThatCannotBeWrittenAreAnError() throws IOException {
        Path images = Demo.data().resolve("gear/test/good");
        Launcher.Result full = Launcher.runInShell("exec \"$@\" > /dev/full", "score", "--model", Demo.model(), images);
        assertEquals(6, full.status(), full::toString);
        assertTrue(full.err().lines().anyMatch(line -> line.startsWith("diffcont: cannot write")), full.err());
        Path nowhere = Demo.fresh("none").resolve("scores.csv");
        Launcher.run("score", "--model", Demo.model(), "--out", nowhere, images).failsWith(6, nowhere.toString());
        Launcher.run("sample", "--model", Demo.model(), "--out", nowhere).failsWith(6, nowhere.toString());
        Launcher.run("score", "--model", Demo.model(), "--out", "/dev/full", images).failsWith(6, "/dev/full");
        assertTrue(Files.exists(Path.of("/dev/full")) && !Files.isRegularFile(Path.of("/dev/full")));
        try (Stream<Path> left = Files.list(Demo.folder())) {
            assertEquals(0, left.filter(path -> path.getFileName().toString().startsWith(".")).count());
        }
    }
}
