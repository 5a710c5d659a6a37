package org.diffcont.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.diffcont.error.DataException;

/** Finds image files by their names. Hidden files and folders (names that begin with a dot) are never looked at. */
public final class ImageFiles {
    /** Endings of image files, in lower case; upper case counts too. */
    public static final List<String> EXTENSIONS = List.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "pgm", "ppm", "pbm",
        "pnm", "webp");

    private ImageFiles() {
    }

    /** Whether a file's name ends as an image's does. */
    public static boolean isImageName(Path file) {
        String name = Folders.name(file);
        int dot = name.lastIndexOf('.');
        return dot > 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /**
     * The images that lie directly in a folder, in natural order of their names; may be empty.
     *
     * @throws DataException when the folder is missing, is a file, or cannot be listed
     */
    public static List<Path> inFolder(Path folder) {
        if (Files.isRegularFile(folder)) {
            throw new DataException(folder + " is a file; give a folder of images");
        }
        return Folders.children(folder).stream().filter(ImageFiles::isImageName).filter(Files::isRegularFile).toList();
    }

    /**
     * The images that files and folders name, in the order given: a file stands for itself whatever its name, a
     * folder for all images in it and in its subfolders (its own first, then folder by folder). A file named twice is
     * listed once.
     *
     * @throws DataException when a path does not exist, or a folder holds no image at all
     */
    public static List<Path> list(Path... filesAndFolders) {
        Set<Path> seen = new HashSet<>();
        List<Path> images = new ArrayList<>();
        for (Path path : filesAndFolders) {
            List<Path> found = new ArrayList<>();
            if (Files.isDirectory(path)) {
                collect(path, found, new HashSet<>());
                if (found.isEmpty()) {
                    throw new DataException("folder " + path + " holds no images (" + String.join(", ", EXTENSIONS)
                            + "); check the path");
                }
            } else if (Files.exists(path)) {
                found.add(path);
            } else {
                throw new DataException("there is no file or folder " + path + "; check the path");
            }
            for (Path image : found) {
                if (seen.add(image.toAbsolutePath().normalize())) {
                    images.add(image);
                }
            }
        }
        return List.copyOf(images);
    }

    /** @param visited real paths of folders seen, because links may lead in a circle */
    private static void collect(Path folder, List<Path> found, Set<Path> visited) {
        try {
            if (!visited.add(folder.toRealPath())) {
                return;
            }
        } catch (IOException e) {
            throw new DataException(Folders.describe(folder, e), e);
        }
        found.addAll(inFolder(folder));
        for (Path subfolder : Folders.subfolders(folder)) {
            collect(subfolder, found, visited);
        }
    }
}
