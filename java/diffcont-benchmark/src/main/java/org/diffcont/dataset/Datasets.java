package org.diffcont.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffcont.error.DataException;
import org.diffcont.image.DatasetRules;
import org.diffcont.image.Folders;
import org.diffcont.image.FoundImages;
import org.diffcont.image.ImageFiles;

/**
 * Reads data sets by their folders, in the layout of MVTec AD:
 * <pre>
 * root/category/train/good/000.png
 *               test/good/000.png
 *               test/scratch/000.png
 *               ground_truth/scratch/000_mask.png   (where there are masks)
 * </pre>
 * and in those of MVTec LOCO AD, MVTec 3D-AD and BTAD ({@link FolderLayout}) and VisA ({@link VisaSplit}), told from
 * the folders. Only names are read here, no image. What is hidden or the system's own is passed over, files that are no
 * images are counted.
 */
public final class Datasets {
    private Datasets() {
    }

    /** As {@link #read(Path, DatasetRules, NormalFolders)}, where normal images lie in {@code good}. */
    public static Dataset read(Path root, DatasetRules rules) {
        return read(root, rules, NormalFolders.DEFAULT);
    }

    /**
     * All categories of a root folder, in order of their names.
     *
     * @throws DataException when the root is missing, a file, empty or itself one category; a category is incomplete or
     *     in no known layout; or a folder sounds as if it held normal images, and is not named for it
     */
    public static Dataset read(Path root, DatasetRules rules, NormalFolders normal) {
        requireFolder(root);
        Findings findings = new Findings(root);
        List<Category> categories = VisaSplit.isRoot(root) ? VisaSplit.read(root, findings)
                : readFolders(root, normal, findings);
        for (Category category : categories) {
            rules.checkTraining("category " + category.name() + " (" + trainFolder(category) + ")",
                    category.trainGood().size());
            if (category.test().isEmpty()) {
                throw new DataException("category " + category.name() + " has no test images in "
                        + category.folder().resolve("test") + "; put normal ones in test/" + normal.names().getFirst()
                        + " and others in test/<defect>");
            }
        }
        return findings.dataset(categories);
    }

    private static Path trainFolder(Category category) {
        return category.trainGood().isEmpty() ? category.folder().resolve("train")
                : category.trainGood().getFirst().getParent();
    }

    /** The folders of a category's normal training images; empty where the folder is no category in a known layout. */
    public static List<Path> trainFolders(Path category) {
        return layout(category, NormalFolders.DEFAULT).map(layout -> CategoryReader.trainFolders(category, layout,
                layout.normal(NormalFolders.DEFAULT))).orElse(List.of());
    }

    /** A folder that may hold a category's normal training images, by its name, but in no known layout. */
    public static Optional<Path> likeTraining(Path category) {
        if (VisaSplit.isCategory(category)) {
            return Optional.of(category.resolve(VisaSplit.NORMAL_IMAGES));
        }
        Path train = category.resolve("train");
        return Files.isDirectory(train) ? Folders.subfolders(train).stream()
                .filter(folder -> NormalFolders.soundsNormal(Folders.name(folder))).findFirst() : Optional.empty();
    }

    private static Optional<FolderLayout> layout(Path category, NormalFolders normal) {
        return Arrays.stream(FolderLayout.values()).filter(layout -> layout.fits(category, normal)).findFirst();
    }

    private static List<Category> readFolders(Path root, NormalFolders normal, Findings findings) {
        layout(root, normal).ifPresent(layout -> {
            throw new DataException(root + " is a single category (it has " + layout.sign() + "); give the folder that "
                    + "holds the categories" + parentHint(root));
        });
        FoundImages found = ImageFiles.inFolder(root);
        if (found.subfolders().isEmpty()) {
            throw new DataException("data folder " + root + " has no category folders; expected <category>/train/"
                    + normal.names().getFirst() + " and <category>/test inside it");
        }
        findings.beside(root, found.images());
        List<Category> categories = new ArrayList<>();
        for (Path folder : found.subfolders()) {
            FolderLayout layout = layout(folder, normal).orElseThrow(() -> unknown(root, folder, normal));
            findings.layout(layout.title());
            categories.add(new CategoryReader(folder, layout, normal, findings).read());
        }
        return List.copyOf(categories);
    }

    private static DataException unknown(Path root, Path folder, NormalFolders normal) {
        String name = Folders.name(folder);
        String first = normal.names().getFirst();
        Path expected = folder.resolve("train").resolve(first);
        Optional<Path> like = likeTraining(folder);
        if (like.isPresent() && !VisaSplit.isCategory(folder)) {
            return new DataException("category %s has no train/%s folder, but train/%s; %s".formatted(name, first,
                    Folders.name(like.get()), normal.advice(Folders.name(like.get()))));
        }
        if (like.isPresent()) {
            return new DataException("category %s lies as in VisA, but %s, which says what is for training and what for "
                    .formatted(name, root.resolve(VisaSplit.FILE)) + "testing, is missing; put it there");
        }
        return new DataException(("category %s has no train/%s folder (%s%s), nor does it lie as in another known layout "
                + "(%s; %s beside it); put its normal training images there, or move the folder elsewhere if it is no "
                + "category").formatted(name, first, expected,
                ImageFiles.leadsNowhere(expected) ? ", a link that leads nowhere" : "",
                Arrays.stream(FolderLayout.values()).map(layout -> layout.title() + ": " + layout.sign())
                        .collect(Collectors.joining("; ")), "VisA: " + VisaSplit.FILE));
    }

    private static String parentHint(Path folder) {
        Path parent = folder.toAbsolutePath().normalize().getParent();
        return parent == null ? "" : ", such as " + parent;
    }

    private static void requireFolder(Path folder) {
        if (!Files.exists(folder)) {
            throw new DataException("data folder " + folder + " does not exist; check the path");
        }
        if (!Files.isDirectory(folder)) {
            throw new DataException("data folder " + folder + " is a file; give a folder");
        }
    }
}
