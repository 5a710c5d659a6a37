package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffcont.error.OutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    Path folder;

    @Test
    void fileIsReplacedWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "a longer text than the new one");
        OutputFile.check(file);
        OutputFile.write(file, "new");
        assertEquals("new", Files.readString(file));
    }

    @Test
    void deviceIsWrittenToAndStaysADevice() {
        Path device = Path.of("/dev/null");
        OutputFile.write(device, "text");
        assertFalse(Files.isRegularFile(device));
        assertThrows(OutputException.class, () -> OutputFile.write(Path.of("/dev/full"), "text"));
    }

    @Test
    void folderOrMissingFolderIsRefused() {
        assertThrows(OutputException.class, () -> OutputFile.check(folder));
        assertThrows(OutputException.class, () -> OutputFile.check(folder.resolve("none/out")));
    }
}
