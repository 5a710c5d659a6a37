package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final List<String> COLUMNS = List.of("path", "class", "distance", "log_survival",
        "outlier_probability", "threshold", "decision", "known_product");

    @Test
    void categoriesAreAddedOneByOneWithoutOldData() throws IOException {
        Path model = Demo.fresh("model");
        Launcher.run("learn", "--model", model, "--config", Demo.config(), Demo.data().resolve("gear")).isOk();
        Launcher.Result second = Launcher.run("learn", "--model", model, "--name", "hide",
            Demo.data().resolve("leather/train/good")).isOk();
        assertTrue(second.out().contains("knows 2: gear, hide"), second.out());
        assertTrue(second.out().contains("False alarms to expect: about 5 %, between "), second.out());
        Launcher.Result info = Launcher.run("info", "--model", model).isOk();
        assertTrue(info.out().lines().anyMatch(line -> line.startsWith("hide ")), info.out());
        assertFalse(info.out().contains("training.steps"), info.out());
        Launcher.Result all = Launcher.run("info", "--model", model, "--all").isOk();
        assertTrue(all.out().startsWith(info.out()) && all.out().contains("training.steps"), all.out());
        Path image = Demo.data().resolve("leather/test/good/000.png");
        Launcher.Result scores = Launcher.run("score", "--model", model, "--class", "hide", image).isOk();
        assertTrue(scores.out().contains(image + "  hide "), scores.out());
    }

    @Test
    void byDefaultTheTrunkIsReadAndOneReadingChosenAndThereIsNoNetworkToSample() throws IOException {
        Path model = Demo.fresh("model");
        Launcher.run("learn", "--model", model, "--set", "defects.count=100", Demo.data().resolve("gear")).isOk();
        Launcher.Result info = Launcher.run("info", "--model", model).isOk();
        List<String> readings = info.out().lines().filter(line -> line.matches("gear +\\S+:\\S+/\\S+ .*")).toList();
        assertEquals(5, readings.size(), info.out());
        assertEquals(4, readings.stream().filter(line -> line.matches("gear +trunk:.*")).count(), info.out());
        Path picture = Demo.fresh("samples");
        Launcher.run("sample", "--model", model, "--out", picture).failsWith(5, "has no network to sample with");
        assertTrue(Files.notExists(picture) && Files.notExists(ModelEdit.current(model).resolve("unet")));
        JsonNode rows = new ObjectMapper().readTree(Launcher.run("score", "--model", model, "--format", "json",
            Demo.data().resolve("gear/test/good")).isOk().out());
        assertEquals(3, rows.size());
    }

    @Test
    void aModelKeepsItsConfigurationAndItsNames() throws IOException {
        Path model = Demo.copy(Demo.model());
        String before = Demo.listing(model);
        Path images = Demo.data().resolve("leather/train/good");
        Launcher.run("learn", "--model", model, "--name", "gear", images).failsWith(5, "knows the category \"gear\"");
        Launcher.run("learn", "--model", model, "--name", "new", "--seed", 3, images).failsWith(2, "configuration");
        assertEquals(before, Demo.listing(model));
    }

    @Test
    void jsonAndCsvSayTheSame() throws IOException {
        Path folder = Demo.data().resolve("gear/test/good");
        Launcher.Result json = Launcher.run("score", "--model", Demo.model(), "--format", "json", folder).isOk();
        Path file = Demo.fresh("scores");
        Launcher.Result csv = Launcher.run("score", "--model", Demo.model(), "--format", "csv", "--out", file, folder)
            .isOk();
        assertEquals("", csv.out());
        JsonNode rows = new ObjectMapper().readTree(json.out());
        List<String> lines = Files.readAllLines(file);
        assertEquals(String.join(",", COLUMNS) + ",reason,warnings", lines.getFirst());
        assertEquals(3, rows.size());
        assertEquals(4, lines.size());
        for (int row = 0; row < 3; row++) {
            String[] cells = lines.get(row + 1).split(",");
            for (int column = 0; column < COLUMNS.size(); column++) {
                assertEquals(rows.get(row).get(COLUMNS.get(column)).asText(), cells[column]);
            }
            assertEquals(!rows.get(row).get("decision").asText().equals("normal"), rows.get(row).has("reason"));
            boolean above = rows.get(row).get("distance").asDouble() > rows.get(row).get("threshold").asDouble();
            assertEquals(above, rows.get(row).path("reason").asText().contains("above the threshold"));
        }
    }

    @Test
    void anomaliesChangeTheExitCodeOnlyWhenAskedTo() throws IOException {
        // Another product: defects are too small for images of this size.
        Path leather = Demo.data().resolve("leather/test/good");
        JsonNode rows = new ObjectMapper().readTree(Launcher.run("score", "--model", Demo.model(), "--class", "gear",
            "--format", "json", leather).isOk().out());
        List<String> decisions = rows.findValuesAsText("decision");
        assertTrue(decisions.contains("anomalous"), rows::toString);
        assertEquals(10, Launcher.run("score", "--model", Demo.model(), "--class", "gear", "--fail-on-anomaly", leather)
            .status());
    }

    @Test
    void samplesBecomeAPicture() throws IOException {
        Path picture = Demo.fresh("samples");
        Launcher.Result result = Launcher.run("sample", "--model", Demo.model(), "--count", 3, "--out", picture).isOk();
        assertTrue(result.out().contains("hex_bolt"), result.out());
        assertTrue(ImageIO.read(picture.toFile()).getHeight() > 3 * 64);
    }

    @Test
    void unknownClassIsRefusedWithTheNearestNames() throws IOException {
        Path image = Demo.data().resolve("gear/test/good/000.png");
        Launcher.run("score", "--model", Demo.model(), "--class", "geer", image).failsWith(5, "\"geer\"", "gear");
        Path picture = Demo.fresh("samples");
        Launcher.run("sample", "--model", Demo.model(), "--class", "geer", "--out", picture).failsWith(5, "gear");
        assertTrue(Files.notExists(picture));
    }
}
