package org.diffcont.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.diffcont.error.DataException;

/**
 * Finds image files by their names. What is hidden (names that begin with a dot) or the system's own is never looked
 * at; whatever else is passed over is counted.
 */
public final class ImageFiles {
    /** Endings of image files that are read, in lower case; upper case counts too. */
    public static final List<String> EXTENSIONS = List.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "pgm", "ppm", "pbm",
            "pnm", "webp");
    /** Raw kinds of cameras: many begin as a TIFF file does, which then holds a preview. */
    private static final Set<String> RAW = Set.of("3fr", "arw", "cr2", "cr3", "dng", "iiq", "kdc", "nef", "nrw", "orf",
            "pef", "raf", "raw", "rw2", "sr2", "srw", "x3f");
    /** Endings of images that are not read: they count as images, of which one is told that they cannot be. */
    private static final Set<String> NOT_READ = Set.of("avif", "dcm", "exr", "gif", "heic", "heif", "hif", "j2c",
            "j2k", "jls", "jp2", "jpf", "jpx", "jxl", "jxr", "psd", "tga", "wdp");

    private ImageFiles() {
    }

    /** Whether a file's name ends as an image's does, be it of a kind that is read or not. */
    public static boolean isImageName(Path file) {
        String ending = ending(file);
        return EXTENSIONS.contains(ending) || NOT_READ.contains(ending) || RAW.contains(ending);
    }

    /** Whether a file's name ends as a camera's raw image does. */
    static boolean isRawName(Path file) {
        return RAW.contains(ending(file));
    }

    /** What a file's name ends with, after its last dot, in lower case; "" where that is no ending. */
    public static String ending(Path file) {
        String name = Folders.name(file);
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
        return ending.matches("[\\w~+-]{1,16}") ? ending : "";
    }

    /**
     * What lies directly in a folder, in natural order of names; there may be no image.
     *
     * @throws DataException when the folder is missing, is a file, or cannot be listed
     */
    public static FoundImages inFolder(Path folder) {
        if (Files.isRegularFile(folder)) {
            throw new DataException(folder + " is a file; give a folder of images");
        }
        List<Path> images = new ArrayList<>();
        Map<String, Integer> passedOver = new TreeMap<>();
        List<Path> subfolders = new ArrayList<>();
        for (Path entry : Folders.children(folder)) {
            if (Files.isDirectory(entry)) {
                subfolders.add(entry);
            } else if (isImageName(entry) || ending(entry).isEmpty() && leadsNowhere(entry)) {
                images.add(entry);
            } else {
                passedOver.merge(ending(entry), 1, Integer::sum);
            }
        }
        return new FoundImages(images, passedOver, subfolders);
    }

    /** Whether it is a link whose target is missing, or that leads back to itself. */
    public static boolean leadsNowhere(Path path) {
        return Files.isSymbolicLink(path) && !Files.exists(path);
    }

    /**
     * The images that files and folders name, in the order given: a file stands for itself whatever its name, a
     * folder for all images in it and in its subfolders (its own first, then folder by folder). A file named twice is
     * listed once.
     *
     * @throws DataException when a path does not exist, or a folder holds no image at all
     */
    public static FoundImages list(Path... filesAndFolders) {
        List<FoundImages> parts = new ArrayList<>();
        for (Path path : filesAndFolders) {
            if (Files.isDirectory(path)) {
                FoundImages found = inTree(path);
                if (found.images().isEmpty()) {
                    throw noImages(path, found);
                }
                parts.add(found);
            } else if (leadsNowhere(path)) {
                throw new DataException(path + " is a link that leads nowhere; check what it should lead to");
            } else if (!Files.exists(path)) {
                throw new DataException("there is no file or folder " + path + "; check the path");
            } else {
                parts.add(new FoundImages(List.of(path), Map.of(), List.of()));
            }
        }
        FoundImages all = FoundImages.join(parts);
        Set<Path> seen = new HashSet<>();
        return new FoundImages(all.images().stream().filter(image -> seen.add(image.toAbsolutePath().normalize()))
                .toList(), all.passedOver(), List.of());
    }

    /** The error for a folder in which no image was found. */
    public static DataException noImages(Path folder, FoundImages found) {
        return new DataException("folder " + folder + " holds no images (" + String.join(", ", EXTENSIONS) + ")"
                + found.note().map(note -> ": " + note).orElse("") + "; check the path");
    }

    private static FoundImages inTree(Path folder) {
        List<FoundImages> parts = new ArrayList<>();
        collect(folder, parts, new HashSet<>());
        FoundImages all = FoundImages.join(parts);
        return new FoundImages(all.images(), all.passedOver(), List.of());
    }

    /** @param visited real paths of folders seen, because links may lead in a circle */
    private static void collect(Path folder, List<FoundImages> parts, Set<Path> visited) {
        try {
            if (!visited.add(folder.toRealPath())) {
                return;
            }
        } catch (IOException e) {
            throw new DataException(Folders.describe(folder, e), e);
        }
        FoundImages here = inFolder(folder);
        parts.add(here);
        for (Path subfolder : here.subfolders()) {
            collect(subfolder, parts, visited);
        }
    }
}
