package org.diffcont.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diffcont.image.Folders;
import org.diffcont.image.FoundImages;
import org.diffcont.image.ImageFiles;

/**
 * The masks in one folder. That of {@code 000.png} is called {@code 000_mask.png}, {@code 000_gt.png} or
 * {@code 000.png}, in any case and with any image's ending; or it is all pictures in the folder {@code 000} together.
 */
final class MaskFolder {
    private static final List<String> SUFFIXES = List.of("_mask", "_gt", "");

    private final Path folder;
    private final Map<String, List<Path>> byName = new HashMap<>();
    /** By the name in lower case, for what is not found by its name. */
    private final Map<String, List<Path>> byLowerName = new HashMap<>();
    private final Set<Path> unused = new LinkedHashSet<>();
    private final int files;

    MaskFolder(Path folder) {
        this.folder = folder;
        if (Files.isDirectory(folder)) {
            FoundImages found = ImageFiles.inFolder(folder);
            found.images().forEach(file -> put(stem(file), List.of(file)));
            for (Path subfolder : found.subfolders()) {
                put(Folders.name(subfolder), ImageFiles.inFolder(subfolder).images());
            }
        }
        files = unused.size();
    }

    private void put(String name, List<Path> masks) {
        byName.putIfAbsent(name, masks);
        byLowerName.putIfAbsent(name.toLowerCase(Locale.ROOT), masks);
        unused.addAll(masks);
    }

    private static String stem(Path file) {
        String name = Folders.name(file);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    Path folder() {
        return folder;
    }

    /** How many mask files there are. */
    int files() {
        return files;
    }

    /** The masks of an image; empty where there is none. */
    List<Path> of(Path image) {
        List<Path> masks = find(stem(image), byName).or(() -> find(stem(image).toLowerCase(Locale.ROOT), byLowerName))
                .orElse(List.of());
        masks.forEach(unused::remove);
        return masks;
    }

    private static Optional<List<Path>> find(String stem, Map<String, List<Path>> masks) {
        return SUFFIXES.stream().map(suffix -> masks.get(stem + suffix)).filter(found -> found != null)
                .filter(found -> !found.isEmpty()).findFirst();
    }

    /** What one looks for first. */
    static String expected(Path image) {
        return stem(image) + "_mask.png";
    }

    /** Masks that no image has asked for. */
    List<Path> unused() {
        return new ArrayList<>(unused);
    }
}
