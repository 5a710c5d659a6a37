package org.diffcont.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What lies in folders: images, and what was passed over.
 *
 * @param images      image files, those that cannot be read included: kinds that we do not read, and links that lead
 *                    nowhere. Who loads them says so, of each
 * @param passedOver  how many files of other kinds, by ending in lower case; "" for those without one
 * @param subfolders  folders that were not looked into
 */
public record FoundImages(List<Path> images, Map<String, Integer> passedOver, List<Path> subfolders) {
    /** Kinds named in a note; there may be hundreds in a folder of something else. */
    private static final int NAMED = 6;
    private static final Comparator<Map.Entry<String, Integer>> MOST_FIRST =
            Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    public FoundImages {
        images = List.copyOf(images);
        passedOver = Map.copyOf(passedOver);
        subfolders = List.copyOf(subfolders);
    }

    /** What several hold together, in this order. */
    public static FoundImages join(List<FoundImages> parts) {
        Map<String, Integer> passedOver = new TreeMap<>();
        parts.forEach(part -> part.passedOver.forEach((ending, count) -> passedOver.merge(ending, count, Integer::sum)));
        return new FoundImages(parts.stream().flatMap(part -> part.images.stream()).toList(), passedOver,
                parts.stream().flatMap(part -> part.subfolders.stream()).toList());
    }

    /** One line that says what was passed over; empty when nothing was. */
    public Optional<String> note() {
        List<String> parts = new ArrayList<>();
        int files = passedOver.values().stream().mapToInt(Integer::intValue).sum();
        if (files > 0) {
            parts.add(files + (files == 1 ? " file of another kind" : " files of other kinds") + " passed over ("
                    + kinds() + ")");
        }
        if (!subfolders.isEmpty()) {
            parts.add(subfolders.size() + (subfolders.size() == 1 ? " subfolder" : " subfolders")
                    + " not looked into (" + Folders.name(subfolders.getFirst())
                    + (subfolders.size() == 1 ? ")" : ", …)"));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }

    private String kinds() {
        String named = passedOver.entrySet().stream().sorted(MOST_FIRST).limit(NAMED)
                .map(kind -> kind.getValue() + (kind.getKey().isEmpty() ? " without ending" : " ." + kind.getKey()))
                .collect(Collectors.joining(", "));
        int more = passedOver.size() - NAMED;
        return more <= 0 ? named : named + " and " + more + (more == 1 ? " more kind" : " more kinds");
    }
}
