package org.diffcont.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.TrainingImages;
import org.diffcont.error.PrerequisiteException;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.LearnerFiles;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.TinyLearner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a strategy keeps in a model, where detection writes the model by itself. */
class AttachmentTest {
    private static final List<String> EXEMPLARS = List.of("exemplars/");
    private static final List<String> NETWORK = List.of("unet/", "scheduler/", "head.json", "head.safetensors");

    @TempDir
    Path temporary;
    private ModelFolder folder;

    @BeforeEach
    void folder() {
        folder = new ModelFolder(temporary.resolve("model"));
    }

    /** Stored images, beside a network that learns and that images are not read with; or without any network. */
    private static Settings settings(String network) {
        String[] replay = {"strategy.name", "replay", "strategy.exemplars", "5", "statistics.old_classes", "refit",
            "routing.rule", "nearest", "embedding.network", "first"};
        return switch (network) {
            case "beside the first one" -> TinyLearner.settings(replay);
            case "read by none" -> TinyLearner.settings(with(replay, "readings.candidates",
                "pixels:as_is:4/location_mahalanobis:3"));
            default -> TinyLearner.settings(with(replay, "readings.candidates",
                "pixels:as_is:4/location_mahalanobis:3", "training.epochs", "0"));
        };
    }

    private static String[] with(String[] keys, String... more) {
        String[] all = Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, all, keys.length, more.length);
        return all;
    }

    private void commit(Settings settings, String... names) {
        try (LearnerState state = TinyLearner.learn(settings, names)) {
            folder.commit(LearnerFiles.model(state, settings), settings, Tiny.MACHINE, Origin.of(Origin.LEARN, "test",
                List.of()), LearnerFiles.attachment(state, settings));
        }
    }

    /** Content of the files of the version in use whose names begin so, by name. */
    private Map<String, byte[]> files(List<String> beginnings) throws IOException {
        Path version = folder.currentPath();
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(version)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = version.relativize(file).toString();
                if (beginnings.stream().anyMatch(name::startsWith)) {
                    contents.put(name, Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }

    private Map<String, byte[]> attached(boolean network) throws IOException {
        Map<String, byte[]> attached = files(EXEMPLARS);
        assertTrue(attached.containsKey("exemplars/000.safetensors"));
        Map<String, byte[]> weights = files(NETWORK);
        assertEquals(network, weights.containsKey("head.safetensors"));
        attached.putAll(weights);
        return attached;
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
    }

    /** Further images of the first product, as files. */
    private List<Path> newImages() throws IOException {
        List<Path> paths = new ArrayList<>();
        float[] images = Tiny.images(100, 30);
        for (int i = 12; i < 30; i++) {
            float[] image = Tiny.image(images, i);
            BufferedImage picture = new BufferedImage(Tiny.SIDE, Tiny.SIDE, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < Tiny.SIDE * Tiny.SIDE; p++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = rgb << 8 | Math.round((image[c * Tiny.SIDE * Tiny.SIDE + p] + 1) * 127.5f);
                }
                picture.setRGB(p % Tiny.SIDE, p / Tiny.SIDE, rgb);
            }
            Path path = temporary.resolve(i + ".png");
            ImageIO.write(picture, "png", path.toFile());
            paths.add(path);
        }
        return paths;
    }

    @ParameterizedTest
    @CsvSource({"beside the first one, true", "read by none, true", "none, false"})
    void goesAlongUnreadByteForByteAndStatisticsAloneDoNotLearnIntoSuchAModel(String which, boolean network)
            throws IOException {
        Settings settings = settings(which);
        commit(settings, "bottle");
        Map<String, byte[]> one = attached(network);
        commit(settings, "bottle", "cable");
        Map<String, byte[]> two = attached(network);

        long handles = NativeRuntime.liveHandles();
        new ClassRecalibration(folder, Tiny.MACHINE).recalibrate("bottle", Images.files(newImages()),
            ReadingOptions.strict(), true, Progress.none());
        assertEquals(3, folder.currentVersion());
        assertSame(two, attached(network));
        assertEquals(4, Rollback.to(folder, 1, Tiny.MACHINE));
        assertSame(one, attached(network));
        assertEquals(5, Rollback.to(folder, 3, Tiny.MACHINE));
        assertSame(two, attached(network));
        assertTrue(folder.verify(true, Tiny.MACHINE).passed());

        List<TrainingImages> more = List.of(Tiny.training("capsule", 7, 12, settings));
        try (ModelFolder.Stored stored = folder.load(Tiny.MACHINE)) {
            assertTrue(stored.hasAttachment());
            PrerequisiteException e = assertThrows(PrerequisiteException.class,
                () -> new StatisticsLearner().learn(stored, more, Tiny.MACHINE, Tiny.QUIET));
            assertTrue(e.getMessage().contains("diffcont-continual"), e.getMessage());
        }
        assertEquals(handles, NativeRuntime.liveHandles());

        // With its own learner it learns on.
        try (ModelFolder.Stored stored = folder.load(Tiny.MACHINE);
                Learner.Learned learned = Learner.of(settings).learn(stored, more, Tiny.MACHINE, Tiny.QUIET)) {
            assertEquals(List.of("bottle", "cable", "capsule"), learned.model().classNames());
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }
}
