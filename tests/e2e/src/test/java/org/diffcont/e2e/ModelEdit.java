package org.diffcont.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Changes files of a model as its manifest allows: what reads them must find out by itself. */
final class ModelEdit {
    static final String WEIGHTS = "unet/diffusion_pytorch_model.safetensors";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelEdit() {
    }

    /** Folder of the version in use. */
    static Path current(Path model) throws IOException {
        return model.resolve("versions").resolve(Files.readString(model.resolve("CURRENT")).strip().split(" ")[0]);
    }

    /** Writes a file and its size and hash into the manifest. */
    static void replace(Path model, String name, byte[] content) throws IOException {
        Path version = current(model);
        Files.write(version.resolve(name), content);
        Path file = version.resolve("manifest.json");
        ObjectNode manifest = (ObjectNode) JSON.readTree(file.toFile());
        ObjectNode entry = (ObjectNode) manifest.path("files").path(name);
        entry.put("bytes", content.length);
        entry.put("sha256", sha256(content));
        writeManifest(model, JSON.writeValueAsString(manifest));
    }

    /** Writes the manifest, and its hash into CURRENT. */
    static void writeManifest(Path model, String text) throws IOException {
        Path version = current(model);
        Files.writeString(version.resolve("manifest.json"), text);
        Files.writeString(model.resolve("CURRENT"), version.getFileName() + " "
            + sha256(text.getBytes(StandardCharsets.UTF_8)) + "\n");
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets all numbers of one tensor of the network. */
    static void fill(Path model, String tensor, float value) throws IOException {
        fill(model, WEIGHTS, tensor, value);
    }

    /** Sets all numbers of one tensor of the file {@code name}. */
    static void fill(Path model, String name, String tensor, float value) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(current(model).resolve(name)))
            .order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(bytes.getLong(0));
        JsonNode offsets = JSON.readTree(Arrays.copyOfRange(bytes.array(), 8, 8 + header)).path(tensor)
            .path("data_offsets");
        for (int at = offsets.get(0).asInt(); at < offsets.get(1).asInt(); at += Float.BYTES) {
            bytes.putFloat(8 + header + at, value);
        }
        replace(model, name, bytes.array());
    }
}
