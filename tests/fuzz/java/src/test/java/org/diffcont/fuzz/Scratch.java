package org.diffcont.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffcont.files.AtomicFiles;

/** Places for inputs, removed when the process ends. */
final class Scratch {
    private Scratch() {
    }

    static Path folder(String name) {
        try {
            Path folder = Files.createTempDirectory("diffcont-fuzz-" + name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> AtomicFiles.deleteFolder(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
