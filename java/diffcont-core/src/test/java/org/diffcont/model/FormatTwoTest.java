package org.diffcont.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.files.ModelFormatException;
import org.diffcont.files.Sha256;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.Tiny;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of format 2: a folder is turned back into it, file by file as it was, and read. */
class FormatTwoTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final float[] IMAGES = Tiny.images(77, 5);
    private static final Settings SETTINGS = Tiny.settings("training.epochs", "0", "routing.rule", "shared_covariance",
        "routing.source", "pixels:as_is:4", "readings.candidates",
        "dct:as_is:4/location_mahalanobis:3,pixels:as_is:8/pca_residual:2", "readings.poolings", "max,mean",
        "readings.chosen", "2", "defects.count", "20");

    @TempDir
    Path temporary;

    private static void seal(ModelFolder model) throws IOException {
        Path version = model.currentPath();
        ModelJson.write(version.resolve(Manifest.FILE), new Manifest(2, "diffcont", 2,
            Manifest.of(version, 2).files()));
        Files.writeString(model.path().resolve("CURRENT"), String.format(Locale.ROOT, "%04d %s\n",
            model.currentVersion(), Sha256.of(version.resolve(Manifest.FILE))));
    }

    private static void downgrade(ModelFolder model) throws IOException {
        Path file = model.currentPath().resolve("detector.json");
        JsonNode detector = JSON.readTree(file.toFile());
        List<JsonNode> readings = detector.findParents("synthetic");
        assertEquals(4, readings.size(), "two readings of each class");
        for (JsonNode reading : readings) {
            double auroc = reading.path("synthetic").path("auroc").asDouble();
            ((ObjectNode) reading).put("synthetic_auroc", auroc).remove("synthetic");
        }
        Files.writeString(file, JSON.writeValueAsString(detector));
        Path config = model.currentPath().resolve("config.yaml");
        String text = Files.readString(config);
        assertTrue(text.contains("defects:\n  count: 20\n"), text);
        Files.writeString(config, text.replace("  count: 20\n", "  per_image: 3\n  images: 240\n"));
        seal(model);
    }

    @Test
    void isReadWithTheSameAnswers() throws IOException {
        ModelFolder model = new ModelFolder(temporary.resolve("model"));
        try (LearnerState learned = Tiny.learn(SETTINGS, "bottle", "cable")) {
            model.commit(learned, SETTINGS, Origin.of(Origin.LEARN, "test 1", List.of()));
            downgrade(model);
            try (ModelFolder.Stored stored = model.load()) {
                List<Detector.ImageScores> before = Tiny.score(learned, SETTINGS, IMAGES);
                List<Detector.ImageScores> after = Tiny.score(stored.state(), stored.settings(), IMAGES);
                for (int i = 0; i < before.size(); i++) {
                    assertArrayEquals(before.get(i).distances(), after.get(i).distances());
                    assertEquals(before.get(i).routedClass(), after.get(i).routedClass());
                }
                assertTrue(stored.state().detector().classes().stream()
                    .flatMap(c -> c.statistics().readings().stream()).allMatch(r -> r.synthetic().isEmpty()));
            }
        }
    }

    @Test
    void whatIsDamagedIsNamed() throws IOException {
        ModelFolder model = new ModelFolder(temporary.resolve("model"));
        try (LearnerState learned = Tiny.learn(SETTINGS, "bottle", "cable")) {
            model.commit(learned, SETTINGS, Origin.of(Origin.LEARN, "test 1", List.of()));
        }
        for (String content : List.of("", "null", "[]", "{}", "{\"classes\": 3}")) {
            Files.writeString(model.currentPath().resolve("detector.json"), content);
            seal(model);
            String message = assertThrows(ModelFormatException.class, model::load).getMessage();
            assertTrue(message.contains("detector.json"), message);
        }
    }
}
