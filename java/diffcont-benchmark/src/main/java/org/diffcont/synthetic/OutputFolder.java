package org.diffcont.synthetic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.error.OutputException;
import org.diffcont.error.UserException;
import org.diffcont.files.AtomicFiles;

/**
 * A folder that appears complete or not at all: everything is written to a hidden sibling, which takes the folder's
 * name at the end. Only an empty folder or an earlier synthetic data set is ever replaced.
 */
final class OutputFolder implements AutoCloseable {
    /** Marks a folder as ours and records the settings it was made with. */
    static final String MARKER = "synthetic-dataset.txt";

    private final Path target;
    private final Path partial;
    private final Path replaced;
    private final Thread hook;
    private volatile boolean stopped;

    /** @throws UserException if the target holds something else, or cannot be written to */
    OutputFolder(Path target) {
        this.target = resolved(target);
        Path name = this.target.getFileName();
        Path parent = this.target.getParent();
        if (name == null || parent == null) {
            throw new UserException("Cannot make a data set of " + this.target + "; name a folder below it");
        }
        long process = ProcessHandle.current().pid();
        partial = parent.resolve("." + name + ".partial-" + process);
        replaced = parent.resolve("." + name + ".replaced-" + process);
        refuseForeign();
        // An interrupt from the keyboard ends the process without unwinding; the hook still leaves nothing behind.
        hook = new Thread(this::stop, "remove-partial-dataset");
        try {
            Files.createDirectories(parent);
            removeAbandoned(parent, "." + name + ".partial-");
            Files.createDirectory(partial);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Where to write until {@link #complete}. */
    Path partial() {
        return partial;
    }

    /** Gives the written folder its name, in place of an earlier data set if there is one. */
    void complete() throws IOException {
        refuseForeign();
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
            try {
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
                throw e;
            }
            AtomicFiles.deleteFolder(replaced);
        } else {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Removes what was not completed. */
    @Override
    public void close() {
        removeQuietly(partial);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook itself is about to do the same.
            return;
        }
    }

    /** A one-line error for a failed write. */
    UserException cannotWrite(IOException e) {
        if (stopped) {
            return new UserException("Stopped while synthesizing " + target + "; nothing was written there", e);
        }
        return AtomicFiles.cannotWrite(target, e);
    }

    /** A link to a folder stands for that folder. */
    private static Path resolved(Path target) {
        try {
            return Files.exists(target) ? target.toRealPath() : target.toAbsolutePath().normalize();
        } catch (IOException e) {
            return target.toAbsolutePath().normalize();
        }
    }

    /** Workers may still be writing: the folder loses its name first, so that they fail instead of adding to it. */
    private void stop() {
        stopped = true;
        Path doomed = partial.resolveSibling(partial.getFileName() + ".stopped");
        try {
            Files.move(partial, doomed, StandardCopyOption.ATOMIC_MOVE);
            AtomicFiles.deleteFolder(doomed);
        } catch (IOException | OutputException e) {
            // Completed meanwhile, or a later run removes it.
            return;
        }
    }

    private void refuseForeign() {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new UserException("Cannot write a data set to " + target + ": it is a file; choose another folder");
        }
        List<Path> entries;
        try (Stream<Path> list = Files.list(target)) {
            entries = list.sorted().toList();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        if (!entries.isEmpty() && !Files.isRegularFile(target.resolve(MARKER))) {
            throw new UserException("The folder " + target + " is not empty and holds no earlier synthetic data set;"
                    + " choose another folder or empty this one");
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            if (!name.equals(MARKER) && !SyntheticDataset.categories().contains(name)) {
                throw new UserException("The synthetic data set in " + target + " also holds '" + name
                        + "', which is not part of it; move that away or choose another folder");
            }
        }
    }

    /** Removes what a killed process left. */
    private static void removeAbandoned(Path parent, String prefix) throws IOException {
        List<Path> siblings;
        try (Stream<Path> list = Files.list(parent)) {
            siblings = list.filter(p -> p.getFileName().toString().startsWith(prefix)).toList();
        }
        for (Path sibling : siblings) {
            String process = sibling.getFileName().toString().substring(prefix.length());
            boolean alive = process.matches("\\d{1,18}")
                    && ProcessHandle.of(Long.parseLong(process)).map(ProcessHandle::isAlive).orElse(false);
            if (!alive) {
                AtomicFiles.deleteFolder(sibling);
            }
        }
    }

    private static void removeQuietly(Path folder) {
        try {
            AtomicFiles.deleteFolder(folder);
        } catch (OutputException e) {
            // The error that led here is the one to report; a later run removes the rest.
            return;
        }
    }
}
