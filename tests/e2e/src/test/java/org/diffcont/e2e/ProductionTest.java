package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.image.ImageFiles;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.Test;

/** A detector at work on a line: streams of images, heat maps, monitoring, recalibration. */
class ProductionTest {
    private static final Path GOOD = Path.of("gear/test/good");

    private static Path image(int number) {
        return Demo.data().resolve(GOOD).resolve("00" + number + ".png");
    }

    private static JsonNode json(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }

    @Test
    void pathsFromStandardInputAreAnsweredWithALineEachWhateverTheyName() throws IOException {
        Path text = Files.writeString(Demo.fresh("text.png"), "no picture");
        Launcher.Result result = Launcher.runInShell("printf '%s\\n' \"$2\" \"$3\" \"$4\" none.png "
            + "| \"$1\" score --model \"$5\" -", image(0), text, image(1), Demo.model()).isOk();
        List<String> lines = result.out().lines().toList();
        assertEquals(4, lines.size(), result::toString);
        assertEquals(image(0).toString(), json(lines.get(0)).get("path").asText());
        assertEquals("rejected", json(lines.get(1)).get("decision").asText());
        assertTrue(json(lines.get(1)).get("reason").asText().contains(text.toString()), lines.get(1));
        assertTrue(json(lines.get(2)).get("distance").isNumber());
        assertEquals("rejected", json(lines.get(3)).get("decision").asText());
        assertTrue(result.err().contains("2 images scored") && result.err().contains("2 rejected"), result.err());
    }

    @Test
    void aFrozenCamerasFrameIsAnAlarmInAStreamAlone() throws IOException {
        Launcher.Result stream = Launcher.runInShell("printf '%s\\n' \"$2\" \"$2\" | \"$1\" score --model \"$3\" "
            + "--class gear -", image(0), Demo.model()).isOk();
        List<String> lines = stream.out().lines().toList();
        assertEquals(2, lines.size(), stream::toString);
        assertTrue(!lines.get(0).contains("repeated frame"), lines.get(0));
        assertEquals("anomalous", json(lines.get(1)).get("decision").asText());
        assertTrue(json(lines.get(1)).get("reason").asText().startsWith("repeated frame"), lines.get(1));
        Path again = Files.createDirectory(Demo.fresh("twice"));
        Files.copy(image(0), again.resolve("a.png"));
        Files.copy(image(0), again.resolve("b.png"));
        Launcher.Result listed = Launcher.run("score", "--model", Demo.model(), "--class", "gear", "--format", "jsonl",
            again).isOk();
        assertTrue(!listed.out().contains("repeated frame"), listed.out());
    }

    @Test
    void aStreamWithoutOneReadableImageIsAFailure() throws IOException {
        Launcher.Result result = Launcher.runInShell("echo none.png | \"$1\" score --model \"$2\" - 2>/dev/null",
            Demo.model());
        assertEquals(4, result.status());
        assertEquals("rejected", json(result.out()).get("decision").asText());
    }

    @Test
    void aWatchedFolderIsScoredAsImagesArriveUntilAStopBySignal() throws Exception {
        Path folder = Files.createDirectory(Demo.fresh("incoming"));
        Files.copy(image(0), folder.resolve("first.png"));
        try (ChildProcess process = Launcher.start(Map.of(), List.of(Launcher.PROGRAM.toString(), "score", "--model",
                Demo.model().toString(), "--watch", folder.toString(), "--settle", "20"))) {
            assertEquals(folder.resolve("first.png").toString(), path(process));
            Files.writeString(folder.resolve("notes.txt"), "not an image");
            Files.copy(image(1), folder.resolve(".second"));
            Files.move(folder.resolve(".second"), folder.resolve("second.png"), StandardCopyOption.ATOMIC_MOVE);
            assertEquals(folder.resolve("second.png").toString(), path(process));
            process.handle().destroy();
            assertEquals(143, process.end().status());
        }
    }

    /** Of the next image that is scored. */
    private static String path(ChildProcess process) throws IOException {
        return json(process.line().orElseThrow()).get("path").asText();
    }

    @Test
    void heatMapsAreAPictureAndItsFactsAndIfAskedAnArrayForEachImage() throws IOException {
        Path maps = Demo.fresh("maps");
        Launcher.Result result = Launcher.run("score", "--model", Demo.model(), "--format", "jsonl", "--heatmaps", maps,
            "--heatmaps-raw", Demo.data().resolve(GOOD)).isOk();
        for (String line : result.out().lines().toList()) {
            Path picture = Path.of(json(line).get("heat_map").asText());
            assertTrue(ImageIO.read(picture.toFile()).getWidth() > 2 * 64, picture::toString);
            assertEquals(128 + 16 * 16 * 4, Files.size(Path.of(picture.toString().replace(".png", ".npy"))));
            assertEquals(6, json(Files.readString(Path.of(picture.toString().replace(".png", ".json"))))
                .get("hottest_z").asInt());
        }
        try (Stream<Path> files = Files.list(maps)) {
            assertEquals(9, files.count());
        }
    }

    @Test
    void recalibrationMovesOneClassAndTheMonitorKnowsOldScoresFromNewOnes() throws IOException {
        Path model = Demo.copy(Demo.model());
        Path images = Demo.data().resolve("gear/train/good");
        Path log = Demo.fresh("scores.csv");
        Launcher.run("score", "--model", model, "--class", "gear", "--format", "csv", "--out", log, images).isOk();
        Path before = ModelEdit.current(model);
        byte[] others = Files.readAllBytes(before.resolve("statistics/001/00.safetensors"));
        Launcher.run("recalibrate", "--model", model, "--class", "gear", "--yes", images)
            .failsWith(4, "12 of the 12 images are ones that class \"gear\" was learned from");
        Launcher.Result moved = Launcher.run("recalibrate", "--model", model, "--class", "gear", "--yes",
            inOtherFiles(images)).isOk();
        assertTrue(moved.out().contains("Recalibrated gear on 12 images"), moved.out());
        assertTrue(moved.out().contains("False alarms to expect: about 5 %, between ")
            && moved.out().contains(" % with 12 images (19 or more hold 5 %"), moved.out());
        assertNotEquals(before, ModelEdit.current(model));
        assertArrayEquals(others, Files.readAllBytes(ModelEdit.current(model)
            .resolve("statistics/001/00.safetensors")));
        JsonNode report = json(Launcher.run("monitor", "--model", model, "--format", "json", log).isOk().out());
        assertEquals(12, report.get("classes").get(0).get("passed_over").asInt());
        assertEquals(0, report.get("classes").get(0).get("images").asInt());
    }

    private static Path inOtherFiles(Path images) throws IOException {
        Path copies = Files.createDirectory(Demo.fresh("copies"));
        for (Path image : ImageFiles.inFolder(images).images()) {
            ImageIO.write(ImageIO.read(image.toFile()), "bmp", copies.resolve(image.getFileName() + ".bmp").toFile());
        }
        return copies;
    }

    @Test
    void theMonitorWarnsWithASentenceAndAnExitCode() throws IOException {
        Path log = Demo.fresh("scores.jsonl");
        String line = Launcher.run("score", "--model", Demo.model(), "--class", "gear", "--format", "jsonl", image(0))
            .isOk().out().replaceFirst("\"distance\":[^,]*", "\"distance\":1e9")
            .replaceFirst("\"decision\":\"\\w+\"", "\"decision\":\"anomalous\"");
        Files.writeString(log, line.repeat(50));
        Launcher.Result result = Launcher.run("monitor", "--model", Demo.model(), log);
        assertEquals(11, result.status(), result::toString);
        assertTrue(result.out().contains("Warning: gear: 100.0 % of 50 images"), result.out());
    }

    @Test
    void whatCannotBeRecalibratedOrMonitoredIsSaid() throws IOException {
        Launcher.run("recalibrate", "--model", Demo.model(), "--class", "gear", Demo.data().resolve(GOOD))
            .failsWith(4, "3 readable new images", "evt.min_points");
        Launcher.run("recalibrate", "--model", Demo.model(), "--class", "geer", Demo.data().resolve(GOOD))
            .failsWith(5, "\"geer\"", "gear");
        Path none = Demo.fresh("none");
        Launcher.run("recalibrate", "--model", none, "--class", "gear", Demo.data().resolve(GOOD)).failsWith(5, "none");
        assertTrue(Files.notExists(none));
        Launcher.run("monitor", "--model", Demo.model(), Demo.data().resolve("gear/test/good/000.png"))
            .failsWith(4, "000.png");
        Launcher.run("score", "--model", Demo.model(), "--format", "table", "-").failsWith(2, "jsonl");
        Launcher.run("score", "--model", Demo.model()).failsWith(2, "--watch");
    }
}
