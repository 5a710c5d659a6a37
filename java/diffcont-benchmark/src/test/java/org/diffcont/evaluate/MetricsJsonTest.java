package org.diffcont.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsJsonTest {
    private static final Evaluator EVALUATOR = new Evaluator(new BootstrapSettings(20, .95, 1));

    @TempDir
    private Path folder;

    private static RunEvaluation run() {
        return RunEvaluation.of(List.of(
                EVALUATOR.evaluate(0, List.of("zipper"), List.of("zipper"), 1.5, Samples.drawn(1, 1, 30)),
                EVALUATOR.evaluate(1, List.of("tile", "no images"), List.of("zipper", "tile", "no images"), 2,
                        Samples.drawn(2, 2, 30), new UnknownProducts(9, 1, 8, 2, 5, 4))));
    }

    @Test
    void hasTheDocumentedFieldsInTheirOrder() throws IOException {
        JsonNode json = new ObjectMapper().readTree(MetricsJson.toJson(run()));
        assertNames(json, "experiences", "matrix", "final", "forgetting", "backward_transfer", "trivial");
        JsonNode experience = json.at("/experiences/1");
        assertNames(experience, "index", "classes", "seconds", "pooled", "macro", "routing_accuracy", "per_class",
                "trivial", "intervals", "confusion", "unknown");
        assertNames(experience.get("pooled"), "predicted", "true");
        assertNames(experience.at("/macro/true"), "auroc", "aupr", "aupr_chance", "accuracy", "f1", "f1_max",
                "false_positive_rate", "true_positive_rate", "balanced_accuracy", "normal_count", "anomalous_count");
        assertNames(experience.get("per_class"), "zipper", "tile", "no images");
        assertNames(experience.at("/per_class/tile"), "predicted", "true", "routing_accuracy");
        assertNames(json.get("matrix"), "classes", "arrivals", "predicted", "true");
        assertNames(json.at("/matrix/true"), "auroc", "aupr", "accuracy", "f1", "balanced_accuracy");
        assertNames(json.get("final"), "index", "pooled", "macro", "routing_accuracy", "intervals");
        assertNames(json.at("/final/intervals/pooled/true/auroc"), "low", "high");
        assertNames(json.at("/forgetting/predicted"), "auroc", "aupr", "accuracy", "f1", "balanced_accuracy");
        assertNames(json.get("trivial"), "pooled", "macro");
    }

    @Test
    void undefinedMetricsAreNullOutsideAndNaNInside() throws IOException {
        String text = MetricsJson.toJson(run());
        assertFalse(text.contains("NaN"));
        JsonNode json = new ObjectMapper().readTree(text);
        assertTrue(json.at("/experiences/1/per_class/no images/true/auroc").isNull());
        assertTrue(json.at("/matrix/true/auroc/0/1").isNull());
        RunEvaluation read = MetricsJson.fromJson(text, "text");
        assertTrue(Double.isNaN(read.experiences().get(1).perClass().get("no images").truth().auroc()));
        assertTrue(Double.isNaN(read.matrix().get(Metric.AUROC, ClassMode.TRUE).get(0).get(1)));
    }

    @Test
    void readsBackWhatItWroteBitForBit() {
        RunEvaluation run = run();
        RunEvaluation read = MetricsJson.fromJson(MetricsJson.toJson(run), "text");
        assertEquals(run, read);
        assertEquals(MetricsJson.toJson(run), MetricsJson.toJson(read));
        assertEquals(run, RunEvaluation.of(read.experiences()));
    }

    @Test
    void aRunWithoutOldClassesReadsBackToo() {
        RunEvaluation run = RunEvaluation.of(run().experiences().subList(0, 1));
        assertEquals(run, MetricsJson.fromJson(MetricsJson.toJson(run), "text"));
    }

    @Test
    void theFileHoldsConfigurationAndEnvironmentAndIsTheSameBytesEachTime() throws IOException {
        Path file = folder.resolve("metrics.json");
        MetricsJson.write(file, run(), Map.of("seed", 1), Map.of("threads", 2));
        byte[] first = Files.readAllBytes(file);
        MetricsJson.write(file, run(), Map.of("seed", 1), Map.of("threads", 2));

        assertArrayEquals(first, Files.readAllBytes(file));
        JsonNode json = new ObjectMapper().readTree(first);
        assertEquals(1, json.at("/config/seed").asInt());
        assertEquals(2, json.at("/environment/threads").asInt());
        assertEquals(run(), MetricsJson.read(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void costsAreReadBackAndUnknownWhereTheFileHasNone() throws IOException {
        Path file = folder.resolve("metrics.json");
        RunCosts costs = new RunCosts(123, 4.5);
        MetricsJson.write(file, run(), Optional.empty(), costs, null, Map.of(), Map.of());
        assertEquals(costs, MetricsJson.readCosts(file));
        assertEquals(run(), MetricsJson.read(file));
        Files.writeString(file, MetricsJson.toJson(run()));
        assertEquals(RunCosts.UNKNOWN, MetricsJson.readCosts(file));
    }

    @Test
    void whatWasUsedOfTheDataIsReadBackAndUnknownWhereTheFileDoesNotSay() throws IOException {
        Path file = folder.resolve("metrics.json");
        DataUse data = new DataUse("MVTec AD", 4, 3, Map.of("txt", 2, "", 1), 6, 5, new SamePictures(List.of(
                new SamePictures.Pair("a/test/good/1.png", "a/train/good/2.bmp", SamePictures.Same.PIXELS)), true, 1, 2, 1),
                List.of("a note"));
        MetricsJson.write(file, run(), Optional.empty(), RunCosts.UNKNOWN, data, Map.of(), Map.of());
        assertEquals(data, MetricsJson.readData(file).orElseThrow());
        assertEquals(run(), MetricsJson.read(file));
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertEquals(4, json.at("/data/unreadable_training").asInt());
        assertEquals(2, json.at("/data/passed_over/txt").asInt());
        assertEquals("a/train/good/2.bmp", json.at("/data/same_pictures/in_training/0/training").asText());
        assertEquals("pixels", json.at("/data/same_pictures/in_training/0/same").asText());
        Files.writeString(file, MetricsJson.toJson(run()));
        assertEquals(Optional.empty(), MetricsJson.readData(file));
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNamesTheNewOne() throws IOException {
        Path file = folder.resolve("metrics.json");
        Files.createDirectory(file);
        Files.writeString(file.resolve("kept"), "old");
        UserException error = assertThrows(UserException.class,
                () -> MetricsJson.write(file, run(), Map.of(), Map.of()));
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
        assertEquals("old", Files.readString(file.resolve("kept")));
        assertFalse(Files.exists(folder.resolve("metrics.json.part")));
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("gone.json");
        UserException error = assertThrows(UserException.class, () -> MetricsJson.read(file));
        assertTrue(error.getMessage().contains("gone.json"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{}", "{\"experiences\": [", "{\"experiences\": \"many\"}", "not json"})
    void damagedTextIsTheUsersToPutRight(String text) {
        UserException error = assertThrows(UserException.class, () -> MetricsJson.fromJson(text, "metrics.json"));
        assertTrue(error.getMessage().startsWith("metrics.json "), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
    }

    @Test
    void aMetricThatIsMissingOrNoNumberIsDamage() {
        String text = MetricsJson.toJson(run());
        String missing = text.replaceFirst("\"aupr_chance\" : [0-9.]+,", "");
        String words = text.replaceFirst("\"aupr_chance\" : [0-9.]+,", "\"aupr_chance\" : \"high\",");
        assertThrows(UserException.class, () -> MetricsJson.fromJson(missing, "metrics.json"));
        assertThrows(UserException.class, () -> MetricsJson.fromJson(words, "metrics.json"));
    }

    private static void assertNames(JsonNode object, String... names) {
        assertEquals(List.of(names), object.propertyStream().map(Map.Entry::getKey).toList());
    }
}
