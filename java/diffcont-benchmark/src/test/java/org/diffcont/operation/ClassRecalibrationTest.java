package org.diffcont.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.Datasets;
import org.diffcont.detect.Recalibration;
import org.diffcont.detect.Tiny;
import org.diffcont.error.UserException;
import org.diffcont.image.DatasetRules;
import org.diffcont.image.ImageInput;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.TinyLearner;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassRecalibrationTest {
    private static final Settings SETTINGS = TinyLearner.settings("run.keep_checkpoints", "9");

    @TempDir
    Path temporary;
    private ModelFolder folder;
    private List<Category> categories;

    @BeforeEach
    void learn() throws Exception {
        SyntheticDataset.write(temporary.resolve("data"), new SynthesisSettings(64, 24, 2, 1, 5,
            SyntheticDataset.categories().subList(0, 2)), 2, (category, done, total) -> { });
        categories = Datasets.read(temporary.resolve("data"), new DatasetRules(4)).categories();
        folder = new ModelFolder(temporary.resolve("model"));
        for (Category category : categories) {
            new ProductLearning(folder, Tiny.MACHINE).learn(category.name(),
                Images.files(category.trainGood().subList(0, 12)), SETTINGS, ReadingOptions.NONE,
                Tiny.QUIET);
        }
    }

    private static byte[] read(Path version, String name) throws IOException {
        return Files.readAllBytes(version.resolve(name));
    }

    @Test
    void commitsANewVersionInWhichOnlyTheOneClassHasMoved() throws IOException {
        long handles = NativeRuntime.liveHandles();
        Path before = folder.currentPath();
        List<ImageInput> images = Images.files(categories.get(1).trainGood().subList(12, 24));
        ClassRecalibration.Recalibrated done = new ClassRecalibration(folder, Tiny.MACHINE).recalibrate(
            categories.get(1).name(), images, ReadingOptions.NONE, false, Progress.none());
        Recalibration.Outcome outcome = done.outcome();
        assertEquals(List.of(), done.skipped());
        assertEquals(handles, NativeRuntime.liveHandles());
        assertEquals(12, outcome.images());
        assertEquals(3, folder.currentVersion());
        assertEquals("recalibrate", folder.history().getLast().step().action());
        assertNotEquals(before, folder.currentPath());
        try (Stream<Path> files = Files.walk(before)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = before.relativize(file).toString();
                if (!List.of("manifest.json", "detector.json", "statistics/001/class.safetensors", "history.json",
                        "self_test.json", "statistics/001/images.json").contains(name)) {
                    assertArrayEquals(Files.readAllBytes(file), read(folder.currentPath(), name), name);
                }
            }
        }
        try (ModelFolder.Stored stored = folder.load(Tiny.MACHINE)) {
            assertEquals(outcome.moved().thresholdDistance(),
                stored.model().detector().classes().get(1).thresholdDistance());
            assertEquals(2, stored.model().experiences());
        }
    }

    @Test
    void imagesThatTheClassWasLearnedFromAreLeftOut() {
        ClassRecalibration recalibration = new ClassRecalibration(folder, Tiny.MACHINE);
        ClassRecalibration.Recalibrated done = recalibration.recalibrate(categories.get(1).name(),
            Images.files(categories.get(1).trainGood()), ReadingOptions.NONE, false, Progress.none());
        assertEquals(12, done.learned());
        assertEquals(12, done.outcome().images());
        UserException e = assertThrows(UserException.class, () -> recalibration.recalibrate(categories.get(1).name(),
            Images.files(categories.get(1).trainGood().subList(0, 13)), ReadingOptions.NONE, true, Progress.none()));
        assertTrue(e.getMessage().startsWith("12 of the 13 images are ones that class \"" + categories.get(1).name()
            + "\" was learned from"), e.getMessage());
        assertEquals(3, folder.currentVersion());
    }

    @Test
    void learnedImagesInOtherFilesAreToldByHowUsualTheyLook() throws IOException {
        ModelFolder alone = new ModelFolder(temporary.resolve("alone"));
        new ProductLearning(alone, Tiny.MACHINE).learn("all", Images.files(categories.get(1).trainGood()), SETTINGS,
            ReadingOptions.NONE, Tiny.QUIET);
        List<Path> copies = new ArrayList<>();
        for (Path image : categories.get(1).trainGood()) {
            Path copy = temporary.resolve(image.getFileName() + ".bmp");
            BufferedImage picture = ImageIO.read(image.toFile());
            assertTrue(ImageIO.write(picture, "bmp", copy.toFile()), copy::toString);
            copies.add(copy);
        }
        ClassRecalibration recalibration = new ClassRecalibration(alone, Tiny.MACHINE);
        UserException e = assertThrows(UserException.class, () -> recalibration.recalibrate("all",
            Images.files(copies), ReadingOptions.NONE, false, Progress.none()));
        assertTrue(e.getMessage().contains("they seem to be images that it was learned from, in other files"),
            e.getMessage());
        recalibration.recalibrate("all", Images.files(copies), ReadingOptions.NONE, true, Progress.none());
    }

    @Test
    void whatIsRefusedLeavesTheModelAsItWas() {
        long handles = NativeRuntime.liveHandles();
        List<ImageInput> few = Images.files(categories.get(0).trainGood().subList(12, 15));
        ClassRecalibration recalibration = new ClassRecalibration(folder, Tiny.MACHINE);
        assertTrue(assertThrows(UserException.class, () -> recalibration.recalibrate(categories.get(0).name(), few,
            ReadingOptions.NONE, false, Progress.none())).getMessage().contains("3 readable new images"));
        assertTrue(assertThrows(UserException.class, () -> recalibration.recalibrate("none", few,
            ReadingOptions.NONE, false, Progress.none())).getMessage().contains("no class \"none\""));
        assertEquals(2, folder.currentVersion());
        assertEquals(handles, NativeRuntime.liveHandles());
    }
}
