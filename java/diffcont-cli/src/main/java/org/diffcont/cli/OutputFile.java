package org.diffcont.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diffcont.error.OutputException;
import org.diffcont.files.AtomicFiles;

/** A file that a command writes its result to. */
final class OutputFile {
    private OutputFile() {}

    /**
     * To be called before the work: a wrong place is better known at once.
     *
     * @throws OutputException when {@code file} is a folder, or its own folder is missing or cannot be written
     */
    static void check(Path file) {
        if (Files.isDirectory(file)) {
            throw new OutputException("cannot write " + file + ": it is a folder; name a file in it");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new OutputException("cannot write " + file + ": there is no folder " + folder + "; make it first");
        }
        if (!Files.isWritable(folder)) {
            throw new OutputException("cannot write " + file + ": no permission for " + folder
                    + "; choose another folder");
        }
    }

    /** Writes the file whole or not at all. A device such as /dev/stdout is written to and not replaced. */
    static void write(Path file, String text) {
        if (!Files.exists(file) || Files.isRegularFile(file)) {
            AtomicFiles.write(file, text);
            return;
        }
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
    }
}
