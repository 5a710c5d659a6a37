package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BadModelTest {
    private static final List<String> FILES = List.of("manifest.json", "detector.json", "statistics/001/00.safetensors",
        ModelEdit.WEIGHTS);

    /** Of the network that images are read with. */
    private static final String READER_WEIGHTS = "reader/" + ModelEdit.WEIGHTS;

    private static void refuses(Path model, String... parts) throws IOException {
        Path out = Demo.fresh("scores");
        Launcher.run("score", "--model", model, "--out", out, Demo.data().resolve("gear/test/good"))
            .failsWith(5, parts);
        assertTrue(Files.notExists(out));
    }

    private static byte[] safetensors(String header, long length) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + 16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text)
            .array();
    }

    /** A file with one tensor of this shape and place. */
    private static byte[] tensor(String shape, String offsets) {
        String header = "{\"conv_in.weight\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":%s}}"
            .formatted(shape, offsets);
        return safetensors(header, header.length());
    }

    @Test
    void missingModelIsRefused() throws IOException {
        refuses(Demo.fresh("none"), "there is no model");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        for (String file : List.of("manifest.json", ModelEdit.WEIGHTS)) {
            Path model = Demo.copy(Demo.model());
            Files.delete(ModelEdit.current(model).resolve(file));
            refuses(model, file, "it is missing");
        }
    }

    @Test
    void truncatedFilesAreNamed() throws IOException {
        for (String file : FILES) {
            Path model = Demo.copy(Demo.model());
            Path damaged = ModelEdit.current(model).resolve(file);
            byte[] content = Files.readAllBytes(damaged);
            Files.write(damaged, Arrays.copyOf(content, content.length / 2));
            refuses(model, file);
        }
    }

    @Test
    void swappedFilesAreNamed() throws IOException {
        Path model = Demo.copy(Demo.model());
        Path statistics = ModelEdit.current(model).resolve("statistics");
        Path aside = Files.move(statistics.resolve("000/00.safetensors"), Demo.fresh("aside"));
        Files.move(statistics.resolve("001/00.safetensors"), statistics.resolve("000/00.safetensors"));
        Files.move(aside, statistics.resolve("001/00.safetensors"));
        refuses(model, "statistics/000/00.safetensors");
        // With a manifest that fits, the content itself must give it away.
        Path other = Demo.copy(Demo.model());
        ModelEdit.replace(other, READER_WEIGHTS,
            Files.readAllBytes(ModelEdit.current(other).resolve("head.safetensors")));
        refuses(other, ModelEdit.current(other).toString());
    }

    @Test
    void hostileFilesAreRefusedBeforeTheyTouchMemory() throws IOException {
        List<byte[]> hostile = List.of(
            safetensors("{}", Long.MAX_VALUE),
            tensor("[8,3,3,3]", "[0,99999999]"),
            tensor("[-8,3,3,3]", "[0,16]"));
        for (byte[] content : hostile) {
            Path model = Demo.copy(Demo.model());
            ModelEdit.replace(model, READER_WEIGHTS, content);
            refuses(model, ModelEdit.current(model).toString());
            // The network that was trained last is read by what uses it, and by nothing else.
            Path trained = Demo.copy(Demo.model());
            ModelEdit.replace(trained, ModelEdit.WEIGHTS, content);
            Path picture = Demo.fresh("samples");
            Launcher.run("sample", "--model", trained, "--count", 1, "--out", picture)
                .failsWith(5, ModelEdit.current(trained).toString());
            assertTrue(Files.notExists(picture));
        }
    }

    @Test
    void manifestCannotReachOutsideTheModel() throws IOException {
        Path model = Demo.copy(Demo.model());
        Path manifest = ModelEdit.current(model).resolve("manifest.json");
        ModelEdit.writeManifest(model, Files.readString(manifest).replace("\"head.json\"", "\"../../CURRENT\""));
        refuses(model, "not inside the model", "../../CURRENT");
    }

    @Test
    void learningFromADamagedModelLeavesItAsItIs() throws IOException {
        Path model = Demo.copy(Demo.model());
        Path damaged = ModelEdit.current(model).resolve("head.safetensors");
        Files.copy(ModelEdit.current(model).resolve("head.json"), damaged, StandardCopyOption.REPLACE_EXISTING);
        String before = Demo.listing(model);
        Launcher.run("learn", "--model", model, "--name", "new", Demo.data().resolve("gear"))
            .failsWith(5, "head.safetensors");
        assertEquals(before, Demo.listing(model));
    }
}
