package org.diffcont.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.error.DataException;

/** Lists folders in natural order, without hidden entries, with errors in a user's words. */
public final class Folders {
    private static final Comparator<Path> BY_NAME = Comparator.comparing(Folders::name, NaturalOrder.NAMES);

    private Folders() {
    }

    public static List<Path> children(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !name(entry).startsWith(".")).sorted(BY_NAME).toList();
        } catch (IOException e) {
            throw new DataException(describe(folder, e), e);
        } catch (UncheckedIOException e) {
            throw new DataException(describe(folder, e.getCause()), e);
        }
    }

    public static List<Path> subfolders(Path folder) {
        return children(folder).stream().filter(Files::isDirectory).toList();
    }

    public static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    public static String describe(Path folder, IOException e) {
        return "cannot list folder " + folder + ": " + switch (e) {
            case AccessDeniedException denied -> "access is denied; check its permissions";
            case NoSuchFileException missing -> "it does not exist; check the path";
            default -> e.getMessage() + "; check the disk";
        };
    }
}
