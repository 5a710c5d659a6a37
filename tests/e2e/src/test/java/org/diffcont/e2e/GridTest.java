package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.Test;

class GridTest {
    private static List<String> ablation(Path out) throws IOException {
        return List.of("ablate", "--data", Demo.data().toString(), "--config", Demo.config().toString(), "--key",
            "training.steps=1,2", "--seeds", "0,1", "--split", "2+1", "--out", out.toString());
    }

    /** The table, but for the time and the memory it took. */
    private static JsonNode table(Path out) throws IOException {
        JsonNode table = new ObjectMapper().readTree(out.resolve("grid.json").toFile());
        for (String part : List.of("points", "runs")) {
            table.path(part).forEach(entry -> ((ObjectNode) entry.path("figures")).remove(
                List.of("seconds", "milliseconds_per_image", "peak_memory")));
        }
        return table;
    }

    @Test
    void aGridThatWasKilledGoesOnAndGivesTheSameTable() throws Exception {
        Path whole = Demo.fresh("grid");
        Launcher.Result result = Launcher.run(ablation(whole).toArray()).isOk();
        assertTrue(result.out().contains("2 points, 4 runs"), result.out());
        assertTrue(result.out().contains("steps=2"), result.out());
        assertTrue(result.out().contains("±"), result.out());
        assertTrue(Files.readString(whole.resolve("comparison.html")).contains("2 runs compared"));
        assertTrue(Files.exists(whole.resolve("steps=1_alphabetical_seed=0").resolve("report.html")));
        assertTrue(Files.exists(whole.resolve("steps=1_alphabetical_seed=0").resolve("run.log")));
        assertEquals(3, Files.readAllLines(whole.resolve("grid.csv")).size());
        assertEquals(2, MetricsFile.read(whole.resolve("steps=2_alphabetical_seed=1")).path("experiences").size());

        Path killed = Demo.fresh("grid");
        List<String> command = new ArrayList<>(List.of(Launcher.PROGRAM.toString()));
        command.addAll(ablation(killed));
        try (ChildProcess process = Launcher.start(Map.of(), command)) {
            process.lineWith("2/4");
            process.handle().destroyForcibly();
            process.end();
        }
        assertFalse(Files.exists(killed.resolve("grid.json")));
        Launcher.Result resumed = Launcher.run(ablation(killed).toArray()).isOk();
        assertTrue(resumed.out().lines().anyMatch(l -> l.startsWith("2/4") && l.contains("was finished")),
            resumed.out());
        assertEquals(table(whole), table(killed));
    }

    @Test
    void strategiesAndDetectorsAreComparedAndOneRunStandsForThoseThatTrainNothing() throws IOException {
        Path out = Demo.fresh("comparison");
        Launcher.Result result = Launcher.run("compare", "--data", Demo.data(), "--config", Demo.config(),
            "--strategies", "naive,replay", "--out", out).isOk();
        assertTrue(result.err().contains("embedding.network=current"), result.err());
        assertEquals(List.of("naive", "replay"), table(out).path("points").findValuesAsText("name"));
        // A tiny configuration would override the detector's own keys, so this one does without.
        Path floor = Demo.fresh("comparison");
        Launcher.run("compare", "--data", Demo.data(), "--detectors", "filter_bank", "--strategies",
            "diffcont,naive,joint", "--set", "data.min_train=4", "--out", floor).isOk();
        assertEquals(List.of("any_filter_bank"), table(floor).path("points").findValuesAsText("name"));
        assertFalse(Files.exists(floor.resolve("comparison.html")), "one point is compared with nothing");
    }

    @Test
    void aSplitThatDoesNotFitTheDataIsRefused() throws IOException {
        Launcher.run("benchmark", "--data", Demo.data(), "--config", Demo.config(), "--split", "2+2", "--out",
            Demo.fresh("split")).failsWith(1, "'2+2' adds up to 4 classes, but there are 3");
    }
}
