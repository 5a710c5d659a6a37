package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarkTest {
    private static final List<String> METRICS = List.of("auroc", "aupr", "aupr_chance", "accuracy", "f1");

    private static void hasMetrics(JsonNode node) {
        METRICS.forEach(metric -> assertTrue(node.path(metric).isNumber(), metric + " in " + node));
    }

    private static void hasBothModes(JsonNode node) {
        hasMetrics(node.path("predicted"));
        hasMetrics(node.path("true"));
    }

    @Test
    void metricsHaveEveryFieldAfterEveryExperience() throws IOException {
        JsonNode metrics = MetricsFile.read(Demo.run());
        assertEquals(3, metrics.path("experiences").size());
        for (int index = 0; index < 3; index++) {
            JsonNode experience = metrics.path("experiences").get(index);
            assertEquals(index, experience.path("index").asInt(-1));
            assertEquals(1, experience.path("classes").size());
            assertTrue(experience.path("seconds").asDouble() > 0);
            hasBothModes(experience.path("pooled"));
            hasBothModes(experience.path("macro"));
            assertTrue(experience.path("routing_accuracy").isNumber());
            assertEquals(index + 1, experience.path("per_class").size());
            experience.path("per_class").forEach(BenchmarkTest::hasBothModes);
        }
        JsonNode auroc = metrics.path("matrix").path("predicted").path("auroc");
        assertEquals(3, auroc.size());
        assertTrue(auroc.get(2).get(0).isNumber());
        assertTrue(auroc.get(0).get(2).isNull());
        for (String field : List.of("forgetting", "backward_transfer")) {
            assertTrue(metrics.path(field).path("predicted").path("auroc").isNumber(), field);
            assertTrue(metrics.path(field).path("true").path("auroc").isNumber(), field);
        }
        hasBothModes(metrics.path("final").path("pooled"));
        hasBothModes(metrics.path("final").path("macro"));
        assertEquals(16, metrics.path("config").path("data.image_size").asInt());
        for (String field : List.of("java", "cpu", "processors", "device", "dtype", "native")) {
            assertTrue(metrics.path("environment").has(field), field);
        }
    }

    @Test
    void trivialRowIsThatOfTheSameImages() throws IOException {
        JsonNode metrics = MetricsFile.read(Demo.run());
        JsonNode trivial = metrics.path("trivial").path("pooled");
        JsonNode ours = metrics.path("final").path("pooled").path("predicted");
        double share = ours.path("anomalous_count").asDouble()
            / (ours.path("anomalous_count").asInt() + ours.path("normal_count").asInt());
        assertEquals(share, trivial.path("accuracy").asDouble(), 1e-12);
        assertEquals(share, trivial.path("aupr").asDouble(), 1e-12);
        assertEquals(0.5, trivial.path("auroc").asDouble(), 1e-12);
        assertEquals(2 * share / (1 + share), trivial.path("f1").asDouble(), 1e-12);
    }

    @Test
    void reportHasALineAnExperienceAndFitsATerminal() throws IOException {
        Launcher.Result result = Demo.report();
        for (String part : List.of("profile industrial", "1/3  gear", "2/3  hex_bolt", "3/3  leather",
                "DiffCont (industrial)", "everything anomalous", "macro AUROC", "forgetting", "backward transfer",
                "replayed class", "metrics.json")) {
            assertTrue(result.out().contains(part), () -> part + " in " + result.out());
        }
        result.out().lines().filter(line -> !line.contains(Demo.folder().toString()))
            .forEach(line -> assertTrue(line.length() <= 100, line));
        assertFalse(result.err().contains("\u001b"), "no terminal codes where there is no terminal");
    }

    @Test
    void scoresHaveARowForEachImageAndExperience() throws IOException {
        JsonNode metrics = MetricsFile.read(Demo.run());
        int rows = 0;
        for (JsonNode experience : metrics.path("experiences")) {
            JsonNode pooled = experience.path("pooled").path("predicted");
            rows += pooled.path("normal_count").asInt() + pooled.path("anomalous_count").asInt();
        }
        assertEquals(rows + 1, Files.readAllLines(Demo.run().resolve("scores.csv")).size());
    }

    @Test
    void theSameSeedGivesTheSameMetricsAndAnotherSeedOthers() throws IOException {
        Path again = Demo.fresh("again");
        Demo.benchmark(again).isOk();
        assertEquals(MetricsFile.comparable(Demo.run()), MetricsFile.comparable(again));
        assertEquals(Files.readString(Demo.run().resolve("scores.csv")),
            Files.readString(again.resolve("scores.csv")));
        Path other = Demo.fresh("other");
        Launcher.run("benchmark", "--data", Demo.data(), "--config", Demo.config(), "--out", other, "--seed", 1,
            "--experiences", 1).isOk();
        assertFalse(Files.readString(Demo.run().resolve("losses.csv")).startsWith(
            Files.readString(other.resolve("losses.csv"))), "another seed");
    }
}
