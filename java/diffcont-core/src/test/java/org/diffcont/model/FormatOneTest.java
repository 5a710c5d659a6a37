package org.diffcont.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.detect.FeatureReader;
import org.diffcont.files.Sha256;
import org.diffcont.files.TensorFile;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.DiffContStrategy;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.Strategy;
import org.diffcont.strategy.Tiny;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of the format before: a folder is turned back into it, file by file as it was, and read. */
class FormatOneTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final float[] IMAGES = Tiny.images(77, 5);

    @TempDir
    Path temporary;

    private static Settings settings(String candidate, String pooling, String rule) {
        return candidate.startsWith("bottleneck")
            ? Tiny.paper("routing.rule", rule, "embedding.label", "none", "routing.source", "bottleneck",
                "routing.grid", "1", "readings.chosen", "1", "readings.poolings", pooling)
            : Tiny.settings("readings.candidates", candidate, "readings.poolings", pooling, "readings.chosen", "1",
                "routing.rule", rule, "routing.source", "levels:4", "routing.grid", "1");
    }

    /** Makes the newest version what format 1 wrote. */
    private static void downgrade(ModelFolder model, String former) throws IOException {
        Path version = model.currentPath();
        for (String name : List.of(History.FILE, SelfTest.FILE)) {
            Files.delete(version.resolve(name));
        }
        ObjectNode detector = (ObjectNode) JSON.readTree(version.resolve("detector.json").toFile());
        int classes = detector.path("classes").size();
        for (int c = 0; c < classes; c++) {
            ((ObjectNode) detector.path("classes").get(c)).remove("statistics");
            Path folder = version.resolve(String.format(Locale.ROOT, "statistics/%03d", c));
            Files.move(folder.resolve("00.safetensors"), folder.resolveSibling(folder.getFileName() + ".safetensors"));
            Files.delete(folder);
        }
        Files.writeString(version.resolve("detector.json"), JSON.writeValueAsString(detector));
        Path router = version.resolve("router.safetensors");
        if (Files.exists(router)) {
            Map<String, float[]> tensors = new HashMap<>(TensorFile.read(router).vectors());
            tensors.keySet().removeIf(name -> name.startsWith("samples"));
            new TensorFile(tensors).write(router);
        }
        String config = Files.readString(version.resolve("config.yaml"))
            .replaceAll("(?s)(readings|defects|run):\n( .*?\n)+", "")
            .replaceAll("(?m)^  (source|grid|unknown_rate): .*\n", "");
        config = config.replaceFirst("(?s)(network:\n)  image_size: \\d+\n", "$1");
        assertFalse(config.contains("readings"));
        Files.writeString(version.resolve("config.yaml"), config + former + "run:\n  keep_checkpoints: 2\n");
        Manifest manifest = Manifest.of(version, 2);
        ModelJson.write(version.resolve(Manifest.FILE), new Manifest(1, "diffcont", 2, manifest.files()));
        Files.writeString(model.path().resolve("CURRENT"), String.format(Locale.ROOT, "%04d %s\n",
            model.currentVersion(), Sha256.of(version.resolve(Manifest.FILE))));
    }

    private static void assertSameDistances(LearnerState expected, Settings settings, LearnerState actual,
            Settings migrated) {
        List<Detector.ImageScores> a = Tiny.score(expected, settings, IMAGES);
        List<Detector.ImageScores> b = Tiny.score(actual, migrated, IMAGES);
        for (int i = 0; i < a.size(); i++) {
            assertArrayEquals(a.get(i).distances(), b.get(i).distances());
            assertEquals(a.get(i).routedClass(), b.get(i).routedClass());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bottleneck/whitened,             max, head,              bottleneck, 16, whitened,             60, top, 0.1",
        "levels:4/location_mahalanobis:4, 0.1, shared_covariance, levels,      4, location_mahalanobis,  4, top, 0.1",
        "levels:4/pca_residual:3,         max, nearest,           levels,      4, pca_residual,          3, max, 0.1",
        "levels:4/diagonal,              mean, shared_covariance, levels,      4, diagonal,             60, mean, 0.1",
    })
    void isReadWithTheSameDistancesAndBecomesTheFormatOfToday(String candidate, String pooling, String rule,
            String source, int grid, String kind, int components, String formerPooling, String top)
            throws IOException {
        Settings settings = settings(candidate, pooling, rule);
        String former = """
            features:
              source: %s
              grid: %d
            normality:
              model: %s
              components: %d
              pooling: %s
              top_fraction: %s
            """.formatted(source, grid, kind, components, formerPooling, top);
        ModelFolder model = new ModelFolder(temporary.resolve("model"));
        try (LearnerState learned = Tiny.learn(settings, "bottle", "cable")) {
            model.commit(learned, settings, Origin.of(Origin.LEARN, "test 1", List.of()));
            downgrade(model, former);
            long handles = NativeRuntime.liveHandles();
            try (ModelFolder.Stored stored = model.load()) {
                assertSameDistances(learned, settings, stored.state(), stored.settings());
                assertEquals(settings.with("routing.unknown_rate", "0").evt(), stored.settings().evt());
                assertEquals(Step.UNKNOWN, model.history().getFirst().step().action());
                Strategy strategy = new DiffContStrategy(stored.settings(), new FeatureReader(stored.settings()));
                Strategy.Outcome next = strategy.learn(stored.state(), List.of(
                    Tiny.training("capsule", 3, 12, stored.settings())),
                    new Strategy.Context(Progress.none(), CancelSignal.never()));
                try (LearnerState state = next.state()) {
                    model.commit(state, stored.settings(), Origin.of(Origin.LEARN, "test 2", List.of()));
                }
            }
            assertEquals(handles, NativeRuntime.liveHandles());
            assertEquals(Manifest.FORMAT, Manifest.read(model.currentPath(), null).format());
            assertTrue(model.verify(true).passed(), () -> model.verify(true).toString());
            try (ModelFolder.Stored stored = model.load()) {
                assertEquals(List.of("bottle", "cable", "capsule"), stored.state().classNames());
            }
            model.rollback(1, "test 3");
            try (ModelFolder.Stored stored = model.load()) {
                assertSameDistances(learned, settings, stored.state(), stored.settings());
            }
        }
    }
}
