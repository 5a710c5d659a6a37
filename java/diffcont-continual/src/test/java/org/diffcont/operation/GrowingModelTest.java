package org.diffcont.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.error.ModelFormatException;
import org.diffcont.image.ImageInput;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Verification;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.progress.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** That a product's place in a model costs what it costs, however many others there are: they are neither read nor written. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no key there that tells whether they are linked")
class GrowingModelTest {
    private static final Settings SETTINGS = Tiny.settings("routing.rule", "shared_covariance", "routing.source",
        "pixels:as_is:4", "readings.candidates", "pixels:as_is:16/pca_residual:3,pixels:as_is:8/location_mahalanobis:3",
        "readings.poolings", "max", "readings.chosen", "2", "run.keep_checkpoints", "2");
    private static final int IMAGES = 12;
    /** They name every product or every commit. */
    private static final List<String> LISTS = List.of("detector.json", "manifest.json", "history.json");

    @TempDir
    Path temporary;
    private ModelFolder folder;

    @BeforeEach
    void folder() {
        folder = new ModelFolder(temporary.resolve("model"));
    }

    private static List<ImageInput> images(long seed, int first, int count) {
        List<ImageInput> inputs = new ArrayList<>();
        float[] images = Tiny.images(seed, first + count);
        for (int i = first; i < first + count; i++) {
            float[] image = Tiny.image(images, i);
            BufferedImage picture = new BufferedImage(Tiny.SIDE, Tiny.SIDE, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < Tiny.SIDE * Tiny.SIDE; p++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = rgb << 8 | Math.round((image[c * Tiny.SIDE * Tiny.SIDE + p] + 1) * 127.5f);
                }
                picture.setRGB(p % Tiny.SIDE, p / Tiny.SIDE, rgb);
            }
            inputs.add(new ImageInput.Picture(picture, "picture " + i));
        }
        return inputs;
    }

    private void learn(int product) {
        new ProductLearning(folder, Tiny.MACHINE).learn("product " + product, images(500 + product, 0, IMAGES), SETTINGS, ReadingOptions.NONE,
            Tiny.QUIET);
    }

    private static Map<String, BasicFileAttributes> files(Path version) throws IOException {
        Map<String, BasicFileAttributes> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(version)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(version.relativize(file).toString(), Files.readAttributes(file, BasicFileAttributes.class));
            }
        }
        return found;
    }

    /** Learns a product; name to bytes of the new version's files that are not the version before's under another name. */
    private Map<String, Long> written(int product) throws IOException {
        Map<String, BasicFileAttributes> before = files(folder.currentPath());
        learn(product);
        Map<String, Long> written = new TreeMap<>();
        files(folder.currentPath()).forEach((name, file) -> {
            if (!before.containsKey(name) || !before.get(name).fileKey().equals(file.fileKey())) {
                written.put(name, file.size());
            }
        });
        return written;
    }

    private static long bytes(Map<String, Long> files, boolean lists) {
        return files.entrySet().stream().filter(file -> LISTS.contains(file.getKey()) == lists)
            .mapToLong(Map.Entry::getValue).sum();
    }

    @Test
    void theThirtiethProductWritesWhatTheThirdWrote() throws IOException {
        long handles = NativeRuntime.liveHandles();
        learn(0);
        Map<String, Long> third = Map.of();
        Map<String, Long> last = Map.of();
        for (int product = 1; product < 30; product++) {
            last = written(product);
            third = product == 2 ? last : third;
            String own = "statistics/%03d/".formatted(product);
            assertEquals(4, last.keySet().stream().filter(name -> name.startsWith(own)).count(), last::toString);
            assertTrue(last.keySet().stream().noneMatch(name -> name.startsWith("statistics/") && !name.startsWith(own)),
                () -> "statistics of an old product were written: " + folder.currentVersion());
        }
        Map<String, Long> few = third;
        Map<String, Long> many = last;
        // The self-test has three distances more for every product.
        long more = 27 * 3 * 24;
        assertTrue(bytes(many, false) <= 1.02 * bytes(few, false) + more, () -> few + " " + many);
        assertEquals(few.keySet().size(), many.keySet().size(), () -> few + " " + many);
        // Ten times as many products: ten times the lists at most.
        assertTrue(bytes(many, true) <= 10 * bytes(few, true), () -> few + " " + many);
        // A product's lines are a fraction of its statistics, so that lists stay small beside what is linked.
        assertTrue(bytes(many, true) < folder.bytes() / 2, () -> many + " of " + folder.bytes());
        assertTrue(folder.verify(false, Tiny.MACHINE).passed());
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    /** Done twice, it is as it was. */
    private static void damage(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length - 1] ^= 1;
        Files.write(file, content);
    }

    private List<String> failures() {
        return folder.verify(false, Tiny.MACHINE).checks().stream()
            .filter(check -> check.result() == Verification.Result.FAILED).map(Verification.Check::subject).toList();
    }

    @Test
    void anOldProductsStatisticsAreNotReadUntilItIsAsked() throws IOException {
        for (int product = 0; product < 4; product++) {
            learn(product);
        }
        List<String> names = List.of("statistics/000/00.safetensors", "statistics/002/00.safetensors",
            "statistics/003/01.safetensors");
        for (String name : names) {
            damage(folder.currentPath().resolve(name));
        }
        assertEquals(names, failures());
        long handles = NativeRuntime.liveHandles();

        // The images of the self-test go to some product or other, which is not asked all the same.
        String one = "statistics/001/00.safetensors";
        damage(folder.currentPath().resolve(one));
        learn(4);
        assertEquals(5, folder.currentVersion());
        damage(folder.currentPath().resolve(one));
        assertEquals(names, failures());
        new ClassRecalibration(folder, Tiny.MACHINE).recalibrate("product 1", images(501, IMAGES, 20),
            ReadingOptions.NONE, true, Progress.none());
        new ThresholdSetting(folder, Tiny.MACHINE).set("product 0", 7, "by hand");
        assertEquals(7, folder.currentVersion());
        assertEquals(names, failures(), "the damage is still told, and only that");

        ClassRecalibration recalibration = new ClassRecalibration(folder, Tiny.MACHINE);
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> recalibration.recalibrate("product 0",
            images(500, IMAGES, 20), ReadingOptions.NONE, true, Progress.none()));
        assertTrue(e.getMessage().contains(Path.of(names.getFirst()).toString()), e.getMessage());
        assertThrows(ModelFormatException.class, () -> folder.load(Tiny.MACHINE));
        assertEquals(7, folder.currentVersion());
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void whatEveryCommitReadsMustBeWhole() throws IOException {
        learn(0);
        learn(1);
        for (String name : List.of("statistics/000/class.safetensors", "router.safetensors", "detector.json")) {
            Path file = folder.currentPath().resolve(name);
            byte[] content = Files.readAllBytes(file);
            damage(file);
            assertTrue(assertThrows(ModelFormatException.class, () -> learn(2)).getMessage().contains(
                Path.of(name).toString()));
            Files.write(file, content);
        }
        assertEquals(2, folder.currentVersion());
        learn(2);
        assertEquals(List.of(), failures());
    }

    @Test
    void recalibratingWritesNothingOfTheOtherProducts() throws IOException {
        learn(0);
        learn(1);
        Map<String, BasicFileAttributes> before = files(folder.currentPath());
        new ClassRecalibration(folder, Tiny.MACHINE).recalibrate("product 1", images(501, IMAGES, 20),
            ReadingOptions.NONE, true, Progress.none());
        files(folder.currentPath()).forEach((name, file) -> {
            if (name.startsWith("statistics/000/")) {
                assertEquals(before.get(name).fileKey(), file.fileKey(), name);
            }
        });
        assertEquals(List.of(), failures());
    }
}
