package org.diffcont.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.diffcont.files.AtomicFiles;
import org.diffcont.error.ModelFormatException;

/** The JSON files of a model version: records, their components in snake case, nothing missing and nothing unknown. */
final class ModelJson {
    private static final JsonMapper JSON = JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private ModelJson() {
    }

    static void write(Path file, Record content) {
        try {
            AtomicFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the content of " + file + " cannot be written as JSON", e);
        }
    }

    /**
     * @param what  what the file should be, for the error: "a manifest"
     * @throws ModelFormatException naming the file
     */
    static <T extends Record> T read(Path file, Class<T> type, String what) {
        return read(file, what, () -> JSON.readValue(file.toFile(), type));
    }

    @FunctionalInterface
    private interface Parsing<T> {
        T read() throws IOException;
    }

    private static <T> T read(Path file, String what, Parsing<T> reading) {
        try {
            T content = reading.read();
            if (content == null) {
                throw new ModelFormatException(file, "it is not " + what + ": it is null");
            }
            return content;
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, "it is not " + what + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
    }
}
