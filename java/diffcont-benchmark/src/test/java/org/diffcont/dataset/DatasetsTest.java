package org.diffcont.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffcont.error.UserException;
import org.diffcont.image.DatasetRules;
import org.diffcont.image.Folders;
import org.diffcont.image.TestFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {
    private static final DatasetRules RULES = DatasetRules.DEFAULT;

    @TempDir
    Path root;

    /** The layout reader looks at names only. */
    private Path file(String path) throws IOException {
        return TestFiles.named(root, path);
    }

    private void category(String name, int train) throws IOException {
        for (int i = 0; i < train; i++) {
            file(name + "/train/good/" + i + ".png");
        }
        file(name + "/test/good/0.png");
        file(name + "/test/scratch/0.png");
    }

    private List<Category> read() {
        return Datasets.read(root, RULES).categories();
    }

    private Dataset dataset() {
        return Datasets.read(root, RULES);
    }

    private void files(String pattern, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            file(pattern.formatted(i));
        }
    }

    private List<Path> paths(String... names) {
        return Stream.of(names).map(root::resolve).toList();
    }

    @Test
    void readsCategoriesByNameWithTheirImagesInNaturalOrder() throws IOException {
        category("zipper", 11);
        category("bottle", 10);
        file("README.md");
        file(".cache/x.png");
        List<Category> categories = read();
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
        Category bottle = read().getFirst();
        Path folder = root.resolve("bottle/test");
        assertEquals(List.of(
                new TestImage(folder.resolve("good/0.png"), "good", false, List.of()),
                new TestImage(cut, "cut", true, List.of(mask)),
                new TestImage(folder.resolve("scratch/0.png"), "scratch", true, List.of())), bottle.test());
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
        Category bottle = read().getFirst();
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
        assertEquals(9, Datasets.read(root, new DatasetRules(9)).categories().getFirst().trainGood().size());
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

    @ParameterizedTest
    @ValueSource(strings = {"0_mask.png", "0_mask.PNG", "0_MASK.png", "0.png", "0_gt.bmp", "0/000.png", "0_mask.tiff"})
    void aMaskIsFoundByItsImagesName(String mask) throws IOException {
        category("plate", 10);
        Path file = file("plate/ground_truth/scratch/" + mask);
        Dataset dataset = dataset();
        assertEquals(List.of(file), dataset.categories().getFirst().test().getLast().masks());
        assertEquals(List.of(), dataset.notes());
    }

    @Test
    void severalMasksOfAnImageAreAllTaken() throws IOException {
        category("plate", 10);
        files("plate/ground_truth/scratch/0/00%d.png", 3);
        file("plate/ground_truth/scratch/0/notes.txt");
        assertEquals(paths("plate/ground_truth/scratch/0/000.png", "plate/ground_truth/scratch/0/001.png",
                "plate/ground_truth/scratch/0/002.png"), read().getFirst().test().getLast().masks());
    }

    @Test
    void theFolderOfMasksIsFoundInAnyCase() throws IOException {
        category("plate", 10);
        Path file = file("plate/ground_truth/Scratch/0_mask.png");
        assertEquals(List.of(file), read().getFirst().test().getLast().masks());
        assertEquals(List.of(), dataset().notes());
    }

    @Test
    void aNameInItsOwnCaseGoesFirst() throws IOException {
        category("plate", 10);
        file("plate/test/scratch/A.png");
        Path lower = file("plate/ground_truth/scratch/a_mask.png");
        Path upper = file("plate/ground_truth/scratch/A_mask.png");
        Path file = file("plate/test/scratch/a.png");
        file("plate/ground_truth/scratch/0_mask.png");
        Map<Path, List<Path>> masks = read().getFirst().test().stream()
                .collect(Collectors.toMap(TestImage::path, TestImage::masks));
        assertEquals(List.of(lower), masks.get(file));
        assertEquals(List.of(upper), masks.get(root.resolve("plate/test/scratch/A.png")));
    }

    @Test
    void masksThatAreMissingAreToldWithNumbers() throws IOException {
        category("plate", 10);
        files("plate/test/scratch/00%d.png", 5);
        files("plate/ground_truth/scratch/00%d_mask.png", 3);
        files("plate/ground_truth/scratch/mask of 00%d.png", 3);
        file("plate/test/dent/0.png");
        assertEquals(List.of("plate: 4 of 7 defective test images have no mask and no part in pixel metrics: "
                + "1 of the 1 in test/dent (there is no ground_truth/dent; expected e.g. 0_mask.png), "
                + "3 of the 6 in test/scratch (ground_truth/scratch holds 6 files; expected e.g. 0_mask.png)",
                "plate: 3 files of masks fit no test image, e.g. ground_truth/scratch/mask of 000.png"),
                dataset().notes());
        assertEquals(3, read().getFirst().maskedCount());
    }

    @Test
    void masksOfATypeThatIsNotTestedAreToldAndThoseOfNormalImagesAreNot() throws IOException {
        category("plate", 10);
        file("plate/ground_truth/scratch/0_mask.png");
        file("plate/ground_truth/good/0_mask.png");
        file("plate/ground_truth/scratches/1_mask.png");
        assertEquals(List.of("plate: 1 file of masks fits no test image, e.g. ground_truth/scratches/1_mask.png"),
                dataset().notes());
    }

    @Test
    void aDataSetWithoutMasksIsNotToldAboutThemButAFolderThatLooksLikeThemIs() throws IOException {
        category("plate", 10);
        assertEquals(List.of(), dataset().notes());
        file("plate/Masks/scratch/0.png");
        assertEquals(List.of("plate: no defective test image has a mask: masks are looked for in ground_truth, not in "
                + "Masks"), dataset().notes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Good", "GOOD", "ok", "OK", "normal", "Normal_2", "good ", "pass", "i.O.", "gut", "good-images",
            "no_defect", "defect-free", "1_good"})
    void aFolderThatSoundsNormalIsNeverTakenForADefect(String name) throws IOException {
        category("plate", 10);
        file("plate/test/" + name + "/1.png");
        refused(root, "category plate: test/" + name + " sounds like normal images, but normal images are those in "
                + "test/good; rename it to good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not_good", "no_good", "ng", "nok", "n.i.O.", "broken", "fine_scratch", "good_bad", "abnormal",
            "lookalike", "goods_damaged", "ok_ko"})
    void aFolderThatDoesNotSoundNormalIsADefect(String name) throws IOException {
        category("plate", 10);
        file("plate/test/" + name + "/1.png");
        assertEquals(2, read().getFirst().anomalousCount());
    }

    @Test
    void normalFoldersCanBeNamed() throws IOException {
        category("plate", 10);
        file("plate/test/ok/1.png");
        refused(root, "--set dataset.normal_folders=good,ok;");
        Dataset dataset = Datasets.read(root, RULES, new NormalFolders(List.of("good", "ok")));
        assertEquals(1, dataset.categories().getFirst().anomalousCount());
        assertEquals(3, dataset.categories().getFirst().test().size());
    }

    @Test
    void aFolderNamedOkInTrainingTooIsAskedBack() throws IOException {
        files("plate/train/OK/%d.png", 10);
        files("plate/test/OK/%d.png", 2);
        files("plate/test/NG/%d.png", 2);
        refused(root, "category plate has no train/good folder, but train/OK; rename it to good, or name all folders of "
                + "normal images with --set dataset.normal_folders=good,OK");
        Category plate = Datasets.read(root, RULES, new NormalFolders(List.of("OK"))).categories().getFirst();
        assertEquals(10, plate.trainGood().size());
        assertEquals(2, plate.anomalousCount());
    }

    @Test
    void aNameThatAKeyCannotHoldIsOnlyToBeChanged() throws IOException {
        category("plate", 10);
        file("plate/test/good /1.png");
        var e = assertThrows(UserException.class, () -> Datasets.read(root, RULES));
        assertFalse(e.getMessage().contains("--set"), e.getMessage());
    }

    @Test
    void metricsThatCannotBeAreTold() throws IOException {
        files("a/train/good/%d.png", 10);
        file("a/test/scratch/0.png");
        files("b/train/good/%d.png", 10);
        file("b/test/good/0.png");
        category("c", 10);
        assertEquals(List.of("AUROC is not defined for categories without normal test images: a",
                "AUROC is not defined for categories without defective test images: b"), dataset().notes());
    }

    @Test
    void whatLiesWhereNothingIsReadIsTold() throws IOException {
        category("plate", 10);
        files("plate/train/bad/%d.png", 3);
        files("plate/train/%d.png", 2);
        file("plate/test/loose.png");
        Files.createDirectories(root.resolve("plate/test/bent"));
        Files.createSymbolicLink(root.resolve("cup"), Path.of("/mnt/not-mounted/cup"));
        file("plate/train/good/old/1.png");
        files("plate/test/scratch/%d.txt", 2);
        Dataset dataset = dataset();
        assertEquals(List.of(
                "the data folder holds 1 image that lies beside the folders and is not used, e.g. cup (a link that leads "
                        + "nowhere)",
                "plate/train holds 2 images that lie beside the folders and are not used, e.g. 0.png",
                "plate/train/bad is not learned (3 images): only train/good is",
                "plate/test holds 1 image that lies beside the folders and is not used, e.g. loose.png",
                "plate/test/bent holds no images",
                "2 files of other kinds passed over (2 .txt)",
                "1 subfolder of image folders not looked into, e.g. plate/train/good/old"), dataset.notes());
        assertEquals(Map.of("txt", 2), dataset.passedOver());
    }

    @Test
    void imagesThatCannotBeReadAreListedSoThatWhoReadsThemSaysSo() throws IOException {
        category("plate", 9);
        Files.createSymbolicLink(root.resolve("plate/train/good/x.png"), Path.of("/mnt/not-mounted/x.png"));
        file("plate/test/scratch/1.heic");
        Category plate = read().getFirst();
        assertEquals(10, plate.trainGood().size());
        assertEquals(2, plate.anomalousCount());
    }

    @Test
    void systemFoldersAreNoCategoriesAndNoDefects() throws IOException {
        category("plate", 10);
        for (String folder : List.of("@eaDir", "$RECYCLE.BIN", "System Volume Information", ".Trash-0", "lost+found",
                "__MACOSX")) {
            file(folder + "/1.png");
            file("plate/test/" + folder + "/1.png");
        }
        assertEquals(1, read().size());
        assertEquals(2, read().getFirst().test().size());
    }

    @Test
    void mvtecLocoHasFoldersOfMasksAndValidationImagesThatAreNotUsed() throws IOException {
        files("pins/train/good/%d.png", 10);
        files("pins/validation/good/%d.png", 4);
        files("pins/test/good/%d.png", 2);
        files("pins/test/logical_anomalies/00%d.png", 2);
        files("pins/test/structural_anomalies/00%d.png", 1);
        files("pins/ground_truth/logical_anomalies/000/00%d.png", 2);
        files("pins/ground_truth/logical_anomalies/001/00%d.png", 1);
        files("pins/ground_truth/structural_anomalies/000/00%d.png", 1);
        file("pins/defects_config.json");
        Dataset dataset = dataset();
        assertEquals("MVTec LOCO AD", dataset.layout());
        assertEquals(List.of("validation images are not used (4, e.g. pins/validation/good/0.png)"), dataset.notes());
        Category pins = dataset.categories().getFirst();
        assertEquals(List.of(0, 0, 2, 1, 1), pins.test().stream().map(t -> t.masks().size()).toList());
        assertEquals(10, pins.trainGood().size());
    }

    @Test
    void mvtec3dHasPicturesBesideDepths() throws IOException {
        for (String kind : List.of("rgb/%d.png", "xyz/%d.tiff")) {
            files("bagel/train/good/" + kind, 10);
            files("bagel/validation/good/" + kind, 3);
            files("bagel/test/good/" + kind, 2);
            files("bagel/test/hole/" + kind, 2);
        }
        files("bagel/test/good/gt/%d.png", 2);
        files("bagel/test/hole/gt/%d.png", 2);
        file("bagel/calibration/camera_parameters.json");
        Dataset dataset = dataset();
        assertEquals("MVTec 3D-AD", dataset.layout());
        assertEquals(List.of("validation images are not used (3, e.g. bagel/validation/good/rgb/0.png)"),
                dataset.notes());
        Category bagel = dataset.categories().getFirst();
        assertEquals(10, bagel.trainGood().size());
        assertTrue(bagel.trainGood().stream().allMatch(image -> image.toString().endsWith(".png")));
        assertEquals(List.of(new TestImage(root.resolve("bagel/test/hole/rgb/0.png"), "hole", true,
                paths("bagel/test/hole/gt/0.png")), new TestImage(root.resolve("bagel/test/hole/rgb/1.png"), "hole", true,
                paths("bagel/test/hole/gt/1.png"))), bagel.test().subList(2, 4));
        assertEquals(paths("bagel/train/good/rgb"), Datasets.trainFolders(root.resolve("bagel")));
    }

    @Test
    void btadCallsNormalOkAndDefectiveKo() throws IOException {
        files("01/train/ok/%04d.bmp", 10);
        files("01/test/ok/%04d.bmp", 2);
        files("01/test/ko/%04d.bmp", 3);
        files("01/ground_truth/ko/%04d.png", 3);
        Dataset dataset = dataset();
        assertEquals("BTAD", dataset.layout());
        assertEquals(List.of(), dataset.notes());
        Category first = dataset.categories().getFirst();
        assertEquals(List.of(false, false, true, true, true), first.test().stream().map(TestImage::anomalous).toList());
        assertEquals(3, first.maskedCount());
        assertEquals(paths("01/train/ok"), Datasets.trainFolders(root.resolve("01")));
    }

    private void visa(String... rows) throws IOException {
        Files.writeString(file("split_csv/1cls.csv"), "object,split,label,image,mask\n" + String.join("\n", rows) + "\n");
    }

    @Test
    void visaSaysInItsSplitWhatIsForTraining() throws IOException {
        files("candle/Data/Images/Normal/%04d.JPG", 12);
        files("candle/Data/Images/Anomaly/%03d.JPG", 2);
        file("candle/Data/Masks/Anomaly/000.png");
        file("candle/image_anno.csv");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            rows.add("candle,%s,normal,candle/Data/Images/Normal/%04d.JPG,".formatted(i < 10 ? "train" : "test", i));
        }
        rows.addFirst("candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/000.png");
        rows.add("candle,test,anomaly,candle/Data/Images/Anomaly/001.JPG,candle/Data/Masks/Anomaly/001.png");
        rows.add("cashew,train,normal,cashew/Data/Images/Normal/000.JPG,");
        visa(rows.toArray(String[]::new));
        Dataset dataset = dataset();
        assertEquals("VisA (split_csv/1cls.csv)", dataset.layout());
        assertEquals(List.of("split_csv/1cls.csv names categories whose folders are not there: cashew",
                "defective test images without a mask and a part in pixel metrics: 1, e.g. "
                        + "candle/Data/Masks/Anomaly/001.png is missing"), dataset.notes());
        Category candle = dataset.categories().getFirst();
        assertEquals(10, candle.trainGood().size());
        assertEquals(List.of(
                new TestImage(root.resolve("candle/Data/Images/Normal/0010.JPG"), "normal", false, List.of()),
                new TestImage(root.resolve("candle/Data/Images/Normal/0011.JPG"), "normal", false, List.of()),
                new TestImage(root.resolve("candle/Data/Images/Anomaly/000.JPG"), "anomaly", true,
                        paths("candle/Data/Masks/Anomaly/000.png")),
                new TestImage(root.resolve("candle/Data/Images/Anomaly/001.JPG"), "anomaly", true, List.of())),
                candle.test());
    }

    @Test
    void visasFoldersWithoutTheSplitAndADamagedSplitAreToldClearly() throws IOException {
        file("candle/Data/Images/Normal/0000.JPG");
        refused(root, "category candle lies as in VisA, but " + root.resolve("split_csv/1cls.csv"));
        Files.delete(file("split_csv/x"));
        Files.writeString(root.resolve("split_csv/1cls.csv"), "a,b\n1,2\n");
        refused(root, "its columns are [a, b], not [object, split, label, image, mask]");
        visa("candle,valid,normal,candle/Data/Images/Normal/0000.JPG,");
        refused(root, "near line 2 ('valid' is neither train nor test)");
        visa("candle,train,normal,../elsewhere/0000.JPG,");
        refused(root, "does not lie in the data folder");
        visa("cashew,train,normal,cashew/Data/Images/Normal/000.JPG,");
        refused(root, "names no category whose folder is in " + root);
    }

    @Test
    void anUnknownLayoutListsWhatWasLookedFor() throws IOException {
        category("bottle", 10);
        files("cable/images/%d.png", 3);
        refused(root, "category cable has no train/good folder (" + root.resolve("cable/train/good") + "), nor does it lie "
                + "as in another known layout (MVTec 3D-AD: train/good/rgb; MVTec LOCO AD: train/good with "
                + "test/logical_anomalies or test/structural_anomalies; MVTec AD: train/good; BTAD: train/ok with test/ko; "
                + "VisA: split_csv/1cls.csv beside it)");
    }

    @Test
    void categoriesInSeveralLayoutsAreReadTogether() throws IOException {
        category("bottle", 10);
        files("01/train/ok/%d.bmp", 10);
        files("01/test/ko/%d.bmp", 2);
        files("01/test/ok/%d.bmp", 2);
        assertEquals("BTAD, MVTec AD", dataset().layout());
    }

    private static void refused(Path root, String words) {
        var e = assertThrows(UserException.class, () -> Datasets.read(root, RULES));
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }
}
