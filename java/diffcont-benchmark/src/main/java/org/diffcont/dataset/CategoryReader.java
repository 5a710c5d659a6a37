package org.diffcont.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.diffcont.error.DataException;
import org.diffcont.image.Folders;
import org.diffcont.image.FoundImages;
import org.diffcont.image.ImageFiles;

/** Reads a category whose images lie in folders. */
final class CategoryReader {
    /** Folders of masks that are named in one note. */
    private static final int NAMED = 3;
    private static final Set<String> LIKE_GROUND_TRUTH = Set.of("groundtruth", "groundtruths", "mask", "masks", "gt",
            "label", "labels", "annotation", "annotations");

    private final String name;
    private final Path folder;
    private final FolderLayout layout;
    private final NormalFolders normal;
    private final Findings findings;

    CategoryReader(Path folder, FolderLayout layout, NormalFolders told, Findings findings) {
        this.folder = folder;
        this.layout = layout;
        this.normal = layout.normal(told);
        this.findings = findings;
        // A path such as "." has no name of its own.
        this.name = Folders.name(folder.toAbsolutePath().normalize());
    }

    /** @throws DataException when a folder sounds as if it held normal images, and is not named for it */
    Category read() {
        List<Path> train = new ArrayList<>();
        for (Path trainFolder : trainFolders(folder, layout, normal)) {
            train.addAll(findings.images(trainFolder));
        }
        noteOtherTraining();
        List<TestImage> test = readTest();
        Path validation = folder.resolve("validation");
        if (Files.isDirectory(validation)) {
            Folders.subfolders(validation).stream().map(layout::images).filter(Files::isDirectory)
                    .forEach(images -> findings.validation(ImageFiles.inFolder(images).images()));
        }
        return new Category(name, folder, train, test);
    }

    /** The folders of normal training images. */
    static List<Path> trainFolders(Path category, FolderLayout layout, NormalFolders normal) {
        return normal.names().stream().map(one -> layout.images(category.resolve("train").resolve(one)))
                .filter(Files::isDirectory).toList();
    }

    private void noteOtherTraining() {
        FoundImages train = ImageFiles.inFolder(folder.resolve("train"));
        findings.beside(folder.resolve("train"), train.images());
        for (Path other : train.subfolders()) {
            if (!normal.contains(Folders.name(other))) {
                Path images = layout.images(other);
                int count = Files.isDirectory(images) ? ImageFiles.inFolder(images).images().size() : 0;
                findings.note("%s is not learned (%d images): only train/%s is".formatted(findings.name(other), count,
                        String.join(", train/", normal.names())));
            }
        }
    }

    private List<TestImage> readTest() {
        Path test = folder.resolve("test");
        if (!Files.isDirectory(test)) {
            return List.of();
        }
        FoundImages types = ImageFiles.inFolder(test);
        findings.beside(test, types.images());
        List<TestImage> normals = new ArrayList<>();
        List<TestImage> defects = new ArrayList<>();
        List<MaskFolder> maskFolders = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        int withoutMask = 0;
        for (Path typeFolder : types.subfolders()) {
            String type = Folders.name(typeFolder);
            Path imageFolder = layout.images(typeFolder);
            List<Path> images = Files.isDirectory(imageFolder) ? findings.images(imageFolder) : List.of();
            if (images.isEmpty()) {
                findings.note(findings.name(imageFolder) + " holds no images");
            } else if (normal.contains(type)) {
                images.forEach(image -> normals.add(new TestImage(image, type, false, List.of())));
            } else {
                refuseIfNormal(type);
                MaskFolder masks = new MaskFolder(layout.masks(folder, type));
                maskFolders.add(masks);
                List<TestImage> ofType = images.stream().map(image -> new TestImage(image, type, true, masks.of(image)))
                        .toList();
                defects.addAll(ofType);
                List<TestImage> without = ofType.stream().filter(image -> image.masks().isEmpty()).toList();
                if (!without.isEmpty()) {
                    withoutMask += without.size();
                    missing.add(missing(type, masks, without, images.size()));
                }
            }
        }
        noteMasks(maskFolders, missing, withoutMask, defects.size());
        return Stream.concat(normals.stream(), defects.stream()).toList();
    }

    /** Never taken for a type of defect in silence. */
    private void refuseIfNormal(String type) {
        if (NormalFolders.soundsNormal(type)) {
            throw new DataException(("category %s: test/%s sounds like normal images, but normal images are those in "
                    + "test/%s; %s; if it is a type of defect, give it another name").formatted(name, type,
                    String.join(" and test/", normal.names()), normal.advice(type)));
        }
    }

    private String missing(String type, MaskFolder masks, List<TestImage> without, int images) {
        return "%d of the %d in test/%s (%s; expected e.g. %s)".formatted(without.size(), images, type,
                Files.isDirectory(masks.folder()) ? relative(masks.folder()) + " holds " + files(masks.files())
                        : "there is no " + relative(masks.folder()),
                MaskFolder.expected(without.getFirst().path()));
    }

    private static String files(int count) {
        return count + (count == 1 ? " file" : " files");
    }

    private String relative(Path path) {
        return folder.relativize(path).toString();
    }

    private void noteMasks(List<MaskFolder> maskFolders, List<String> missing, int withoutMask, int defects) {
        Path groundTruth = FolderLayout.groundTruth(folder);
        List<Path> unused = new ArrayList<>(maskFolders.stream().flatMap(masks -> masks.unused().stream()).toList());
        if (Files.isDirectory(groundTruth)) {
            Set<Path> known = new HashSet<>(maskFolders.stream().map(MaskFolder::folder).toList());
            for (Path other : Folders.subfolders(groundTruth)) {
                if (!known.contains(other) && !normal.contains(Folders.name(other))) {
                    unused.addAll(new MaskFolder(other).unused());
                }
            }
        }
        boolean hasMasks = Files.isDirectory(groundTruth) || maskFolders.stream().anyMatch(masks -> masks.files() > 0);
        if (hasMasks && withoutMask > 0) {
            findings.note("%s: %d of %d defective test images have no mask and no part in pixel metrics: %s%s".formatted(
                    name, withoutMask, defects, String.join(", ", missing.subList(0, Math.min(NAMED, missing.size()))),
                    missing.size() > NAMED ? " and more in " + (missing.size() - NAMED) + " other folders" : ""));
        }
        if (!unused.isEmpty()) {
            findings.note("%s: %s of masks %s no test image, e.g. %s".formatted(name, files(unused.size()),
                    unused.size() == 1 ? "fits" : "fit", relative(unused.getFirst())));
        }
        if (!hasMasks && defects > 0) {
            Folders.subfolders(folder).stream().filter(other -> LIKE_GROUND_TRUTH.contains(Folders.name(other)
                    .toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))).findFirst().ifPresent(other -> findings.note(
                    "%s: no defective test image has a mask: masks are looked for in ground_truth, not in %s".formatted(
                    name, Folders.name(other))));
        }
    }
}
