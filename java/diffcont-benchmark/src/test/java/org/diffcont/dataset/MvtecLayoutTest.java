package org.diffcont.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffcont.error.UserException;
import org.diffcont.image.DatasetRules;
import org.diffcont.image.Folders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MvtecLayoutTest {
    private static final DatasetRules RULES = DatasetRules.DEFAULT;

    @TempDir
    Path root;

    /** The layout reader looks at names only. */
    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    private void category(String name, int train) throws IOException {
        for (int i = 0; i < train; i++) {
            file(name + "/train/good/" + i + ".png");
        }
        file(name + "/test/good/0.png");
        file(name + "/test/scratch/0.png");
    }

    @Test
    void readsCategoriesByNameWithTheirImagesInNaturalOrder() throws IOException {
        category("zipper", 11);
        category("bottle", 10);
        file("README.md");
        file(".cache/x.png");
        List<Category> categories = MvtecLayout.read(root, RULES);
        assertEquals(List.of("bottle", "zipper"), categories.stream().map(Category::name).toList());
        List<String> names = categories.get(1).trainGood().stream().map(f -> f.getFileName().toString()).toList();
        assertEquals("0.png", names.getFirst());
        assertEquals(List.of("9.png", "10.png"), names.subList(9, 11));
    }

    @Test
    void testImagesCarryTheirDefectTypeAndMask() throws IOException {
        category("bottle", 10);
        Path cut = file("bottle/test/cut/3.jpg");
        Path mask = file("bottle/ground_truth/cut/3_mask.png");
        Category bottle = MvtecLayout.read(root, RULES).getFirst();
        Path folder = root.resolve("bottle/test");
        assertEquals(List.of(
                new TestImage(folder.resolve("good/0.png"), "good", false, Optional.empty()),
                new TestImage(cut, "cut", true, Optional.of(mask)),
                new TestImage(folder.resolve("scratch/0.png"), "scratch", true, Optional.empty())), bottle.test());
        assertEquals(2, bottle.anomalousCount());
        assertEquals(cut, bottle.test().stream().map(TestImage::path).toList().get(1));
    }

    @Test
    void hiddenAndForeignFilesAreNotImages() throws IOException {
        category("bottle", 10);
        file("bottle/train/good/.hidden.png");
        file("bottle/train/good/Thumbs.db");
        file("bottle/train/good/notes.txt");
        Files.createDirectories(root.resolve("bottle/train/good/folder.png"));
        file("bottle/train/good/UPPER.JPEG");
        file("bottle/test/.ipynb_checkpoints/0.png");
        Category bottle = MvtecLayout.read(root, RULES).getFirst();
        assertEquals(11, bottle.trainGood().size());
        assertEquals(2, bottle.test().size());
    }

    @Test
    void missingRoot() {
        refused(root.resolve("none"), "none does not exist; check the path");
    }

    @Test
    void emptyRoot() throws IOException {
        refused(root, "has no category folders; expected <category>/train/good");
        file("README.md");
        refused(root, "has no category folders");
    }

    @Test
    void fileInPlaceOfTheRoot() throws IOException {
        refused(file("data.zip"), "data.zip is a file; give a folder");
    }

    @Test
    void singleCategoryInPlaceOfTheRoot() throws IOException {
        category("bottle", 10);
        refused(root.resolve("bottle"), "is a single category (it has train/good); give the folder that holds the "
                + "categories, such as " + root);
    }

    @Test
    void categoryWithoutTrainGood() throws IOException {
        category("bottle", 10);
        file("cable/test/good/0.png");
        refused(root, "category cable has no train/good folder (" + root.resolve("cable/train/good") + ")");
    }

    @Test
    void categoryWithoutTestImages() throws IOException {
        for (int i = 0; i < 10; i++) {
            file("bottle/train/good/" + i + ".png");
        }
        refused(root, "category bottle has no test images in " + root.resolve("bottle/test"));
        file("bottle/test/good/notes.txt");
        refused(root, "category bottle has no test images");
    }

    @Test
    void tooFewTrainingImages() throws IOException {
        category("bottle", 9);
        refused(root, "has 9 readable training images, fewer than the 10 needed; add images or lower data.min_train");
        assertEquals(9, MvtecLayout.read(root, new DatasetRules(9)).getFirst().trainGood().size());
    }

    @Test
    void minimumBelowOneIsRefused() {
        var e = assertThrows(UserException.class, () -> new DatasetRules(0));
        assertTrue(e.getMessage().contains("data.min_train is 0"));
    }

    @Test
    void aFolderThatMayNotBeListedIsNamed() {
        Path folder = Path.of("locked");
        assertEquals("cannot list folder locked: access is denied; check its permissions",
                Folders.describe(folder, new AccessDeniedException("locked")));
        var e = assertThrows(UserException.class, () -> Folders.children(root.resolve("gone")));
        assertEquals("cannot list folder " + root.resolve("gone") + ": it does not exist; check the path",
                e.getMessage());
    }

    private static void refused(Path root, String words) {
        var e = assertThrows(UserException.class, () -> MvtecLayout.read(root, RULES));
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }
}
