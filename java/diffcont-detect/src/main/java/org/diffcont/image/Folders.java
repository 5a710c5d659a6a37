package org.diffcont.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.diffcont.error.DataException;

/**
 * Lists folders in natural order, with errors in a user's words, without what is hidden (names that begin with a dot)
 * and without what Windows, macOS, Linux and network stores put into folders for themselves.
 */
public final class Folders {
    private static final Set<String> SYSTEM = Set.of("$recycle.bin", "recycler", "system volume information",
            "lost+found", "__macosx", "@eadir", "#recycle", "@recycle", "@recently-snapshot", "#snapshot", "thumbs.db",
            "ehthumbs.db", "desktop.ini", "icon\r");
    private static final Comparator<Path> BY_NAME = Comparator.comparing(Folders::name, NaturalOrder.NAMES);

    private Folders() {
    }

    public static List<Path> children(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !isHidden(name(entry))).sorted(BY_NAME).toList();
        } catch (IOException e) {
            throw new DataException(describe(folder, e), e);
        } catch (UncheckedIOException e) {
            throw new DataException(describe(folder, e.getCause()), e);
        }
    }

    /** Whether a file or folder of this name is nobody's images: hidden, or the system's own. */
    public static boolean isHidden(String name) {
        return name.startsWith(".") || SYSTEM.contains(name.toLowerCase(Locale.ROOT));
    }

    public static List<Path> subfolders(Path folder) {
        return children(folder).stream().filter(Files::isDirectory).toList();
    }

    /** The subfolder of that name, whatever its case. */
    public static Optional<Path> ignoringCase(Path folder, String name) {
        return Files.isDirectory(folder)
                ? subfolders(folder).stream().filter(child -> name(child).equalsIgnoreCase(name)).findFirst()
                : Optional.empty();
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
