package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private final TestShell shell = new TestShell();

    @TempDir
    Path folder;

    private void failsWith(ExitCode code, String part, Object... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "report";
        for (int i = 0; i < arguments.length; i++) {
            words[i + 1] = arguments[i].toString();
        }
        assertEquals(code.status(), shell.run(words), shell.err());
        assertTrue(shell.err().contains(part), shell.err());
        assertEquals(1, shell.err().lines().count(), shell.err());
    }

    @Test
    void aRunMustBeNamed() {
        failsWith(ExitCode.USAGE, "RUN");
    }

    @Test
    void severalRunsNeedAPlaceForTheirPage() {
        failsWith(ExitCode.USAGE, "--output", "a", "b");
    }

    @Test
    void aFolderWithoutARunIsNamed() {
        failsWith(ExitCode.MODEL, folder + "/config.yaml is missing", folder);
    }

    @Test
    void aRunThatHasFinishedNothingIsToBeContinued() throws IOException {
        Files.writeString(folder.resolve("config.yaml"), "seed: 1\n");
        failsWith(ExitCode.MODEL, "--resume --out " + folder, folder);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsKnownBeforeTheWork() {
        failsWith(ExitCode.OUTPUT, "there is no folder", "no-run", "--csv", folder.resolve("none/figures.csv"));
    }
}
