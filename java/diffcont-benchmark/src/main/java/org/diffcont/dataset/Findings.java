package org.diffcont.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffcont.image.FoundImages;
import org.diffcont.image.ImageFiles;

/** Collects what a data set's user has to know while its folders are read. */
final class Findings {
    private final Path root;
    private final Set<String> layouts = new LinkedHashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final List<FoundImages> listed = new ArrayList<>();
    private final List<Path> validation = new ArrayList<>();

    Findings(Path root) {
        this.root = root;
    }

    void layout(String title) {
        layouts.add(title);
    }

    void note(String line) {
        notes.add(line);
    }

    /** The images of a folder whose other files count as passed over. */
    List<Path> images(Path folder) {
        FoundImages found = ImageFiles.inFolder(folder);
        listed.add(found);
        return found.images();
    }

    /** A folder of images that is known and not used. */
    void validation(List<Path> images) {
        validation.addAll(images);
    }

    /** Images that lie where folders are expected; nothing where there is none. */
    void beside(Path folder, List<Path> images) {
        if (!images.isEmpty()) {
            Path first = images.getFirst();
            note("%s %s %s beside the folders and %s not used, e.g. %s%s".formatted(name(folder),
                    images.size() == 1 ? "holds 1 image" : "holds " + images.size() + " images",
                    images.size() == 1 ? "that lies" : "that lie", images.size() == 1 ? "is" : "are",
                    first.getFileName(), ImageFiles.leadsNowhere(first) ? " (a link that leads nowhere)" : ""));
        }
    }

    /** A path as messages show it: from the data set's folder on. */
    String name(Path path) {
        Path relative = root.relativize(path);
        return relative.toString().isEmpty() ? "the data folder" : relative.toString();
    }

    Dataset dataset(List<Category> categories) {
        noteUndefined(categories, false);
        noteUndefined(categories, true);
        if (!validation.isEmpty()) {
            notes.add("validation images are not used (%d, e.g. %s)".formatted(validation.size(),
                    name(validation.getFirst())));
        }
        FoundImages all = FoundImages.join(listed);
        // The name alone would not say in which category.
        Map<String, Integer> passedOver = all.passedOver();
        new FoundImages(List.of(), passedOver, List.of()).note().ifPresent(notes::add);
        if (!all.subfolders().isEmpty()) {
            notes.add("%d %s of image folders not looked into, e.g. %s".formatted(all.subfolders().size(),
                    all.subfolders().size() == 1 ? "subfolder" : "subfolders", name(all.subfolders().getFirst())));
        }
        return new Dataset(String.join(", ", layouts), categories, passedOver, notes);
    }

    private void noteUndefined(List<Category> categories, boolean anomalous) {
        List<String> without = categories.stream()
                .filter(category -> category.test().stream().noneMatch(test -> test.anomalous() == anomalous))
                .map(Category::name).toList();
        if (!without.isEmpty()) {
            notes.add("AUROC is not defined for categories without %s test images: %s".formatted(
                    anomalous ? "defective" : "normal", String.join(", ", without)));
        }
    }
}
