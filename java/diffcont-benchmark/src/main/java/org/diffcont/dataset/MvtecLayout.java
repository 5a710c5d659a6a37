package org.diffcont.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffcont.error.DataException;
import org.diffcont.image.DatasetRules;
import org.diffcont.image.Folders;
import org.diffcont.image.ImageFiles;

/**
 * Reads a data set in the folder layout of MVTec AD:
 * <pre>
 * root/category/train/good/000.png
 *               test/good/000.png
 *               test/scratch/000.png
 *               ground_truth/scratch/000_mask.png   (where there are masks)
 * </pre>
 * Only names are read here, no image. Files beside the category folders, hidden entries and files that are not images
 * ({@link ImageFiles#EXTENSIONS}) are passed over.
 */
public final class MvtecLayout {
    private static final Path TRAIN_GOOD = Path.of("train", TestImage.GOOD);

    private MvtecLayout() {
    }

    /**
     * All categories of a root folder, in order of their names.
     *
     * @throws DataException when the root is missing, a file, empty or itself one category, or a category is incomplete
     */
    public static List<Category> read(Path root, DatasetRules rules) {
        requireFolder(root, "data folder");
        if (isCategory(root)) {
            throw new DataException(root + " is a single category (it has train/good); give the folder that holds the "
                    + "categories" + parentHint(root));
        }
        List<Path> folders = Folders.subfolders(root);
        if (folders.isEmpty()) {
            throw new DataException("data folder " + root + " has no category folders; expected <category>/train/good"
                    + " and <category>/test inside it");
        }
        List<Category> categories = new ArrayList<>();
        for (Path folder : folders) {
            categories.add(readCategory(folder, rules));
        }
        return List.copyOf(categories);
    }

    /**
     * One category.
     *
     * @throws DataException when train/good or test images are missing or too few
     */
    public static Category readCategory(Path folder, DatasetRules rules) {
        requireFolder(folder, "category folder");
        // A path such as "." has no name of its own.
        String name = Folders.name(folder.toAbsolutePath().normalize());
        Path trainGood = folder.resolve(TRAIN_GOOD);
        if (!Files.isDirectory(trainGood)) {
            throw new DataException("category " + name + " has no train/good folder (" + trainGood
                    + "); put its normal training images there, or move the folder elsewhere if it is no category");
        }
        List<Path> train = ImageFiles.inFolder(trainGood);
        rules.checkTraining("category " + name + " (" + trainGood + ")", train.size());
        List<TestImage> test = readTest(folder);
        if (test.isEmpty()) {
            throw new DataException("category " + name + " has no test images in " + folder.resolve("test")
                    + "; put normal ones in test/good and others in test/<defect>");
        }
        return new Category(name, folder, train, test);
    }

    private static List<TestImage> readTest(Path folder) {
        Path test = folder.resolve("test");
        if (!Files.isDirectory(test)) {
            return List.of();
        }
        List<TestImage> images = new ArrayList<>();
        Path good = test.resolve(TestImage.GOOD);
        if (Files.isDirectory(good)) {
            for (Path image : ImageFiles.inFolder(good)) {
                images.add(new TestImage(image, TestImage.GOOD, false, Optional.empty()));
            }
        }
        for (Path defect : Folders.subfolders(test)) {
            String type = Folders.name(defect);
            if (type.equals(TestImage.GOOD)) {
                continue;
            }
            Path masks = folder.resolve("ground_truth").resolve(type);
            for (Path image : ImageFiles.inFolder(defect)) {
                images.add(new TestImage(image, type, true, findMask(masks, image)));
            }
        }
        return images;
    }

    private static Optional<Path> findMask(Path masks, Path image) {
        String name = Folders.name(image);
        String stem = name.substring(0, name.lastIndexOf('.')) + "_mask.";
        return ImageFiles.EXTENSIONS.stream().map(extension -> masks.resolve(stem + extension))
                .filter(Files::isRegularFile).findFirst();
    }

    private static boolean isCategory(Path folder) {
        return Files.isDirectory(folder.resolve(TRAIN_GOOD));
    }

    private static String parentHint(Path folder) {
        Path parent = folder.toAbsolutePath().normalize().getParent();
        return parent == null ? "" : ", such as " + parent;
    }

    private static void requireFolder(Path folder, String what) {
        if (!Files.exists(folder)) {
            throw new DataException(what + " " + folder + " does not exist; check the path");
        }
        if (!Files.isDirectory(folder)) {
            throw new DataException(what + " " + folder + " is a file; give a folder");
        }
    }
}
