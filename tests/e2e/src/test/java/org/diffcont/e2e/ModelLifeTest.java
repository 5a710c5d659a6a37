package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.diffcont.model.ModelFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model folder's past, and its health, as a person sees them. */
class ModelLifeTest {
    private static Path original;
    private Path model;

    @BeforeAll
    static void learn() throws IOException {
        original = Demo.fresh("model");
        Launcher.run("learn", "--model", original, "--config", Demo.config(), Demo.data().resolve("gear")).isOk();
        Launcher.run("learn", "--model", original, Demo.data().resolve("leather")).isOk();
    }

    private Path model() throws IOException {
        model = Demo.copy(original);
        return model;
    }

    private static String lineWith(Launcher.Result result, String part) {
        return result.out().lines().filter(line -> line.contains(part)).findFirst()
            .orElseThrow(() -> new AssertionError(part + " in " + result));
    }

    @Test
    void historySaysWhatWasLearnedFromHowManyImages() throws Exception {
        Launcher.Result table = Launcher.run("history", "--model", original).isOk();
        assertTrue(lineWith(table, "gear").matches(" +1  kept +\\d{4}-\\d\\d-\\d\\dT\\S+Z  learn +gear +12 .*"),
            table.out());
        assertTrue(lineWith(table, "leather").contains("current"), table.out());
        Launcher.Result json = Launcher.run("history", "--model", original, "--format", "json").isOk();
        JsonNode steps = new ObjectMapper().readTree(json.out());
        JsonNode gear = steps.get(0).path("classes").get(0);
        assertEquals(12, gear.path("images").asInt());
        assertEquals("diffcont 0.1.0", steps.get(0).path("software").asText());
        assertEquals(3, steps.get(0).path("settings").path("training.steps").asInt());
        // Anyone can recompute it: the hash over the sorted hashes, one a line.
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> images = Files.list(Demo.data().resolve("gear/train/good"))) {
            images.map(ModelLifeTest::sha256).sorted().forEach(hash -> lines.append(hash).append('\n'));
        }
        assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
            .digest(lines.toString().getBytes())), gear.path("sha256").asText());
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".json"))::iterator) {
                assertFalse(Files.readString(file).contains(Demo.folder().toString()), file.toString());
            }
        }
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rollbackReturnsToAKeptVersionAndBack() throws IOException {
        Path image = Demo.data().resolve("gear/test/good/000.png");
        Path model = model();
        String two = Launcher.run("score", "--model", model, "--class", "gear", image).isOk().out();
        Launcher.Result back = Launcher.run("rollback", "--model", model, "--to", 1).isOk();
        assertTrue(back.out().contains("as version 1 was; that is version 3 now"), back.out());
        assertFalse(Launcher.run("info", "--model", model).isOk().out().contains("leather"));
        assertTrue(lineWith(Launcher.run("history", "--model", model).isOk(), "rollback").contains("rollback to 1"));
        Launcher.run("rollback", "--model", model, "--to", 2).isOk();
        assertEquals(two, Launcher.run("score", "--model", model, "--class", "gear", image).isOk().out());
        Launcher.run("verify", "--model", model, "--all").isOk();
    }

    @Test
    void rollbackThatCannotBeIsRefused() throws IOException {
        Path model = model();
        String before = Demo.listing(model);
        Launcher.run("rollback", "--model", model, "--to", 9).failsWith(5, "no version 9; kept: 1, 2");
        Launcher.run("rollback", "--model", model, "--to", 2).failsWith(5, "in use already");
        Launcher.run("rollback", "--model", model, "--to", "x").failsWith(2, "--to");
        Path none = Demo.fresh("none");
        Launcher.run("rollback", "--model", none, "--to", 1).failsWith(5, "there is no model folder");
        Launcher.run("history", "--model", none).failsWith(5, "there is no model folder");
        Launcher.run("verify", "--model", none).failsWith(5, "there is no model folder");
        assertTrue(Files.notExists(none));
        assertEquals(before, Demo.listing(model));
    }

    @Test
    void aSecondWriterIsRefused() throws IOException {
        Path model = model();
        try (ModelFolder.Lock _ = new ModelFolder(model).lock()) {
            Launcher.run("learn", "--model", model, "--name", "other", Demo.data().resolve("gear"))
                .failsWith(1, model + " is being written by another process");
            Launcher.run("rollback", "--model", model, "--to", 1)
                .failsWith(1, model + " is being written by another process");
            Launcher.run("verify", "--model", model).isOk();
            Launcher.run("score", "--model", model, Demo.data().resolve("gear/test/good")).isOk();
        }
    }

    @Test
    void verifyPassesAndSaysWhatFailed() throws IOException {
        Path model = model();
        Launcher.Result whole = Launcher.run("verify", "--model", model).isOk();
        assertTrue(whole.out().contains("self-test") && whole.out().contains("PASSED"), whole.out());
        ModelEdit.fill(model, "reader/" + ModelEdit.WEIGHTS, "conv_in.weight", 0.02f);
        Launcher.Result other = Launcher.run("verify", "--model", model);
        assertEquals(5, other.status(), other::toString);
        assertTrue(lineWith(other, "self-test").contains("failed"), other.out());
        Path config = ModelEdit.current(model).resolve("config.yaml");
        Files.writeString(config, Files.readString(config) + "\n");
        Launcher.Result damaged = Launcher.run("verify", "--model", model);
        assertEquals(5, damaged.status(), damaged::toString);
        assertTrue(lineWith(damaged, "config.yaml").contains("failed"), damaged.out());
    }
}
