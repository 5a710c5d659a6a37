package org.diffcont.detect.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.diffcont.files.Sha256;

/**
 * What a trunk's file says of itself in its safetensors header; the native core reads and checks the rest.
 *
 * @param training  what the network was trained on
 * @param blocks    whose outputs can be read, first to last
 */
public record TrunkFile(Path path, String sha256, String name, String training, String licence, List<Block> blocks) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_HEADER = 1 << 20;
    private static final int STEM_STRIDE = 2;
    /** A file is read once in a process, as long as it does not change. */
    private static final Map<State, TrunkFile> READ = new ConcurrentHashMap<>();

    public TrunkFile {
        blocks = List.copyOf(blocks);
    }

    /**
     * A block.
     *
     * @param channels  of its output
     * @param stride    pixels of the image from one place of its output to the next
     */
    public record Block(int channels, int stride) {
    }

    private record State(Path path, long size, FileTime changed) {
    }

    /** Reads a file's header, and all of it for the hash. A failure says what is wrong, without the path. */
    static TrunkFile read(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        State state = new State(path.toAbsolutePath(), attributes.size(), attributes.lastModifiedTime());
        TrunkFile known = READ.get(state);
        if (known == null) {
            known = of(path, description(path));
            READ.put(state, known);
        }
        return known;
    }

    private static JsonNode description(Path path) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
            long length = in.available() < Long.BYTES ? 0 : Long.reverseBytes(in.readLong());
            if (length < 2 || length > LONGEST_HEADER) {
                throw new IOException("it is no safetensors file");
            }
            JsonNode header = JSON.readTree(in.readNBytes((int) length));
            JsonNode trunk = JSON.readTree(header.path("__metadata__").path("trunk").asText());
            if (!trunk.path("blocks").isArray() || trunk.path("blocks").isEmpty()) {
                throw new IOException("its metadata describe no trunk");
            }
            return trunk;
        } catch (JsonProcessingException e) {
            throw new IOException("its header is not JSON", e);
        }
    }

    private static TrunkFile of(Path path, JsonNode trunk) throws IOException {
        List<Block> blocks = new ArrayList<>();
        int stride = STEM_STRIDE;
        for (JsonNode block : trunk.path("blocks")) {
            int channels = block.path("out").asInt();
            int step = block.path("stride").asInt();
            if (channels < 1 || step < 1 || step > 2 || stride > LONGEST_HEADER) {
                throw new IOException("its block " + blocks.size() + " has " + channels + " channels and stride "
                    + step);
            }
            stride *= step;
            blocks.add(new Block(channels, stride));
        }
        return new TrunkFile(path, Sha256.of(path), trunk.path("name").asText("nameless"),
            trunk.path("training").asText("unknown"), trunk.path("licence").asText("unknown"), blocks);
    }

    @Override
    public String toString() {
        return "%s, trained on %s, licence %s: %s, SHA-256 %s".formatted(name, training, licence, path, sha256);
    }
}
