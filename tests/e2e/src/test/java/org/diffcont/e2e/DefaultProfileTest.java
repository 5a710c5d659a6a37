package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What people get who change nothing: the default profile at its full size on made-up products, one that lies as it
 * fell, one that always lies the same, a regular surface and an irregular one. Images are the same on every machine, so
 * figures differ by rounding alone. Each floor lies somewhat below what was measured of these images, and above what an
 * error in one part leaves.
 */
class DefaultProfileTest {
    private static Path run;
    private static JsonNode metrics;

    @BeforeAll
    static void learnAndTest() throws IOException {
        run = Demo.fresh("default-run");
        Launcher.run("benchmark", "--data", data("biscuit,circuit_chip,knit_mesh,wood_grain"), "--out", run).isOk();
        metrics = MetricsFile.read(run);
    }

    private static Path data(String categories) {
        Path data = Demo.fresh("default-data");
        Launcher.run("dataset", "synthesize", "--out", data, "--size", 256, "--train", 40, "--test-good", 8,
            "--test-per-defect", 3, "--seed", 1, "--categories", categories).isOk();
        return data;
    }

    private static void atLeast(double floor, JsonNode measured, String what) {
        assertTrue(measured.asDouble() >= floor, () -> what + " is " + measured + ", which is below " + floor + "; see "
            + run.resolve("report.html"));
    }

    @Test
    void productsAreToldApartAndTheirDefectsFound() {
        JsonNode end = metrics.path("final");
        atLeast(0.99, end.path("routing_accuracy"), "routing accuracy");
        atLeast(0.87, end.path("macro").path("predicted").path("auroc"), "macro AUROC");
        atLeast(0.8, end.path("macro").path("predicted").path("balanced_accuracy"), "macro balanced accuracy");
        atLeast(0.96, metrics.path("pixels").path("macro").path("auroc"), "macro AUROC of pixels");
        atLeast(0.92, metrics.path("pixels").path("macro").path("aupro"), "macro AUPRO");
    }

    /** Floors are of the AUROC and balanced accuracy of images, and the AUROC and AUPRO of pixels. */
    @ParameterizedTest
    @CsvSource({"biscuit, 0.75, 0.65, 0.96, 0.88", "circuit_chip, 0.95, 0.83, 0.98, 0.96",
        "knit_mesh, 0.92, 0.78, 0.94, 0.9", "wood_grain, 0.77, 0.8, 0.97, 0.95"})
    void defectsOfTheProductAreFoundAndShown(String product, double auroc, double balanced, double pixels,
            double regions) {
        JsonNode images = metrics.path("experiences").get(3).path("per_class").path(product).path("predicted");
        atLeast(auroc, images.path("auroc"), product + "'s AUROC");
        atLeast(balanced, images.path("balanced_accuracy"), product + "'s balanced accuracy");
        JsonNode maps = metrics.path("pixels").path("per_class").path(product);
        assertEquals(20, maps.path("images").asInt());
        atLeast(pixels, maps.path("auroc"), "AUROC of the pixels of " + product);
        atLeast(regions, maps.path("aupro"), "AUPRO of " + product);
    }

    /** One that errs would not be chosen, or the others would hide it. */
    @Test
    void everyReadingOfTheProfileDetectsByItself() throws IOException {
        List<String> candidates = new ArrayList<>();
        metrics.path("config").path("readings.always").forEach(name -> candidates.add(
            name.asText().substring(0, name.asText().lastIndexOf('/'))));
        metrics.path("config").path("readings.candidates").forEach(name -> candidates.add(name.asText()));
        Path out = Demo.fresh("readings");
        Launcher.run("ablate", "--data", data("circuit_chip,wood_grain"), "--key", "readings.candidates="
            + String.join(",", candidates), "--set", "readings.always=[]", "--set", "readings.poolings=0.03", "--out", out)
            .isOk();
        JsonNode points = new ObjectMapper().readTree(out.resolve("grid.json").toFile()).path("points");
        assertEquals(candidates.size(), points.size());
        for (JsonNode point : points) {
            String name = point.path("choices").path("readings.candidates").asText();
            atLeast(name.startsWith("trunk:") ? 0.84 : name.startsWith("dct:") ? 0.68 : 0.76,
                point.path("figures").path("macro_auroc").path("mean"), "macro AUROC of " + name);
        }
    }
}
