package org.diffcont.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.diffcont.error.UserException;

/** Replaces a text file in one step, so that no reader and no crash meets half of it. */
final class WholeFile {

    private WholeFile() {
    }

    static void write(Path file, String text) {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(partial, text, StandardCharsets.UTF_8);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(partial);
            } catch (IOException leftOver) {
                e.addSuppressed(leftOver);
            }
            throw new UserException(file + " cannot be written (" + e
                    + "). Check that its folder exists and is writable, and that the disk has space.", e);
        }
    }
}
