package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffcont.error.OutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreOutputTest {
    @TempDir
    Path folder;

    @Test
    void linesAreAddedToThoseOfTheSameColumnsOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("scores.csv"), "path,class,error\na.png,gear,\n");
        try (ScoreOutput output = new ScoreOutput(file)) {
            assertTrue(output.begun());
            OutputException e = assertThrows(OutputException.class, () -> output.requireHead("path,class,reason"));
            assertTrue(e.getMessage().startsWith("cannot add to " + file + ": its columns are path,class,error, not "
                + "path,class,reason") && e.getMessage().endsWith("give another --out"), e.getMessage());
            output.requireHead("path,class,error");
            output.writer().print("b.png,gear,\n");
        }
        assertEquals("path,class,error\na.png,gear,\nb.png,gear,\n", Files.readString(file));
        try (ScoreOutput fresh = new ScoreOutput(folder.resolve("fresh.csv"))) {
            assertFalse(fresh.begun());
        }
    }
}
