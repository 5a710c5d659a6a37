package org.diffcont.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.diffcont.error.OutputException;

/** Writing that leaves either the old content or the new, both whole: beside the place, synced, then renamed. */
public final class AtomicFiles {
    private AtomicFiles() {
    }

    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws OutputException when the file cannot be written; what was there before is still there */
    public static void write(Path file, byte[] content) {
        Path beside = file.resolveSibling(temporaryName(file) + ProcessHandle.current().pid());
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            deleteQuietly(beside);
            throw cannotWrite(file, e);
        }
    }

    /** Makes {@code file} a hard link to {@code existing}; where that is not possible, a copy. */
    public static void link(Path file, Path existing) throws IOException {
        try {
            Files.createLink(file, existing);
        } catch (FileSystemException | UnsupportedOperationException e) {
            write(file, Files.readAllBytes(existing));
        }
    }

    private static String temporaryName(Path file) {
        return "." + file.getFileName() + ".tmp-";
    }

    /** Deletes what stopped processes left of {@link #write} to {@code file}; nobody may be writing it. */
    public static void sweep(Path file) throws IOException {
        try (Stream<Path> entries = Files.list(file.toAbsolutePath().getParent())) {
            for (Path entry : entries.filter(e -> e.getFileName().toString().startsWith(temporaryName(file)))
                    .toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }

    /** Makes a rename or a new entry in {@code folder} durable. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates a folder and its parents. */
    public static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
    }

    /** Deletes a folder with everything in it; a missing one is fine. */
    public static void deleteFolder(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
    }

    /** The error for a place that cannot be written. */
    public static OutputException cannotWrite(Path place, IOException cause) {
        String reason = switch (cause) {
            case AccessDeniedException _ -> "no permission";
            case NoSuchFileException _ -> "its folder does not exist";
            case FileAlreadyExistsException e -> "there is a file in the way: " + e.getFile();
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(cause.getMessage());
        };
        return new OutputException("cannot write " + place + ": " + reason.replace('\n', ' ')
            + "; free space or choose another output folder", cause);
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // The caller reports why the write failed; a left-over temporary file changes nothing about that.
        }
    }
}
