package org.diffcont.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** metrics.json of a run. */
final class MetricsFile {
    private MetricsFile() {
    }

    static JsonNode read(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("metrics.json").toFile());
    }

    /** All that may not differ between two runs: everything but times and memory. */
    static JsonNode comparable(Path run) throws IOException {
        ObjectNode metrics = (ObjectNode) read(run);
        metrics.path("experiences").forEach(experience -> ((ObjectNode) experience).remove("seconds"));
        metrics.remove("costs");
        return metrics;
    }
}
