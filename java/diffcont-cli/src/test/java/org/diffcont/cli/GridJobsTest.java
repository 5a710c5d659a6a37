package org.diffcont.cli;

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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridJobsTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void makeData() {
        SyntheticDataset.write(folder.resolve("data"), new SynthesisSettings(64, 10, 3, 1, 5,
                SyntheticDataset.categories().subList(0, 2)), 2, (category, done, total) -> { });
    }

    private static String[] ablation(String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("ablate", "--data", folder.resolve("data").toString(), "--key",
                "evt.tail=0.1,0.5", "--seeds", "0,1", "--set", "data.image_size=16", "--set", "trunk.file=none",
                "--set", "data.min_train=4", "--set", "training.epochs=0", "--set", "routing.rule=nearest", "--set",
                "readings.candidates=pixels:as_is:4/location_mahalanobis:3", "--set", "run.heatmaps=false", "--threads",
                "2", "--out", folder.resolve(out).toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    private static ChildProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-Djava.awt.headless=true",
                "-XX:TieredStopAtLevel=1", "-Ddiffcont.library.path=" + System.getProperty("diffcont.library.path"),
                "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return ChildProcess.start(new ProcessBuilder(command));
    }

    /** What the command prints, which ends with this status. */
    private static String said(int status, String... arguments) throws IOException {
        try (ChildProcess process = start(arguments)) {
            ChildProcess.Result result = process.end();
            assertEquals(status, result.status(), result::toString);
            return result.out();
        }
    }

    /** The table, but for the time and the memory it took. */
    private static JsonNode table(String out) throws IOException {
        JsonNode table = new ObjectMapper().readTree(folder.resolve(out).resolve("grid.json").toFile());
        for (String part : List.of("points", "runs")) {
            table.path(part).forEach(entry -> ((ObjectNode) entry.path("figures"))
                    .remove(List.of("seconds", "milliseconds_per_image", "peak_memory")));
        }
        return table;
    }

    @Test
    void processesEndWithAKilledGridAndTheNextOneGivesTheTableOfRunsOneAfterAnother() throws Exception {
        TestShell shell = new TestShell();
        assertEquals(0, shell.run(ablation("whole")), shell.err());

        try (ChildProcess killed = start(ablation("killed", "--jobs", "2"))) {
            killed.lineWith("1/4");
            List<ProcessHandle> children = killed.handle().descendants().toList();
            killed.handle().destroyForcibly();
            killed.end();
            for (ProcessHandle child : children) {
                child.onExit().get(1, TimeUnit.MINUTES);
            }
        }
        assertFalse(Files.exists(folder.resolve("killed").resolve("grid.json")));

        String said = said(0, ablation("killed", "--jobs", "2"));
        assertTrue(said.contains("was finished"), said);
        assertEquals(table("whole"), table("killed"));
        for (JsonNode run : table("killed").path("runs")) {
            assertTrue(Files.exists(folder.resolve("killed").resolve(run.path("folder").asText()).resolve(
                    "report.html")));
        }
    }

    @Test
    void aProcessThatFailsGivesItsReason() throws Exception {
        String said = said(1, ablation("failed", "--jobs", "2", "--set", "readings.max_bytes=1"));
        assertEquals(4, said.lines().filter(l -> l.contains("readings.max_bytes")).count(), said);
    }
}
