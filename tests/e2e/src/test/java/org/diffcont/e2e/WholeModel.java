package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Verification;
import org.diffcont.strategy.LearnerState;
import org.diffcont.testing.ChildProcess;

/** A process that runs {@link CommitLoop}, and what must be true of the folder however it ended. */
final class WholeModel {
    private WholeModel() {
    }

    /** @param under  a command that runs the process, such as strace with its options; empty for none */
    static ChildProcess startCommits(List<String> under, Path model, int commits) throws IOException {
        List<String> command = new ArrayList<>(under);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
            "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED",
            "-Ddiffcont.library.path=" + System.getProperty("diffcont.library.path"), "-cp",
            System.getProperty("java.class.path"), CommitLoop.class.getName(), model.toString(),
            Integer.toString(commits)));
        return ChildProcess.start(new ProcessBuilder(command));
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(e -> e.getFileName().toString()).sorted().toList();
        }
    }

    /** Names of what a commit has begun and not finished. */
    static List<String> unfinished(Path model) throws IOException {
        List<String> names = new ArrayList<>(Files.exists(model) ? entries(model) : List.of());
        names.remove(".lock");
        if (names.contains("versions")) {
            names.addAll(entries(model.resolve("versions")));
        }
        return names.stream().filter(name -> name.startsWith(".")).toList();
    }

    /** That the folder holds a whole model: the last one that was surely committed, or the one after it. */
    static void assertWhole(Path model, int surely) {
        ModelFolder folder = new ModelFolder(model);
        if (!folder.exists()) {
            assertEquals(0, surely);
            return;
        }
        int version = folder.currentVersion();
        assertTrue(version == surely || version == surely + 1, "version " + version + ", committed " + surely);
        try (ModelFolder.Stored stored = folder.load(CommitLoop.MACHINE)) {
            assertEquals(version % 2 == 1 ? 1 : 2, stored.model().classNames().size());
        }
        Verification found = folder.verify(true, CommitLoop.MACHINE);
        assertTrue(found.passed(), found::toString);
        assertTrue(found.checks().stream().anyMatch(c -> c.subject().equals("self-test")
            && c.result() == Verification.Result.PASSED), found::toString);
        assertEquals(version, folder.history().size());
    }

    /** That one more commit leaves whole models and nothing else. */
    static void assertNextCommitTidies(Path model, LearnerState one, LearnerState two) throws IOException {
        ModelFolder folder = new ModelFolder(model);
        try (ModelFolder.Lock _ = folder.lock()) {
            CommitLoop.commit(folder, one, two);
        }
        int now = folder.currentVersion();
        assertEquals(List.of(".lock", "CURRENT", "versions"), entries(model));
        assertEquals(now == 1 ? List.of("0001") : List.of("%04d".formatted(now - 1), "%04d".formatted(now)),
            entries(model.resolve("versions")));
        assertWhole(model, now);
    }
}
