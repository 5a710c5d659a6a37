package org.diffcont.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.diffcont.error.ModelException;
import org.diffcont.files.AtomicFiles;

/**
 * {@code metrics.json}: a run's evaluation with its configuration and environment. Names are in snake case, an
 * undefined metric is {@code null}, and the same run gives the same bytes: fields in the order of their records.
 */
public final class MetricsJson {
    private static final String CONFIG = "config";
    private static final String ENVIRONMENT = "environment";
    private static final String PIXELS = "pixels";
    private static final String COSTS = "costs";
    private static final String DATA = "data";
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(new UndefinedNumbers())
            .build();
    private static final ObjectWriter WRITER = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private MetricsJson() {
    }

    /** The evaluation alone, as JSON text. */
    static String toJson(RunEvaluation run) {
        return write(MAPPER.valueToTree(run));
    }

    /**
     * Reads what {@link #toJson} or {@link #write} wrote; pixels, costs, data, configuration and environment are
     * passed over.
     *
     * @throws ModelException the text is not such a file; {@code source} is named
     */
    public static RunEvaluation fromJson(String json, String source) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree instanceof ObjectNode fields) {
                fields.remove(PIXELS);
                fields.remove(COSTS);
                fields.remove(DATA);
                fields.remove(CONFIG);
                fields.remove(ENVIRONMENT);
                return MAPPER.treeToValue(fields, RunEvaluation.class);
            }
            throw new ModelException(source + " holds no metrics: it is no JSON object. Start the run anew.");
        } catch (JsonProcessingException e) {
            throw new ModelException(source + " cannot be read as metrics (" + e.getOriginalMessage()
                    + "). It is damaged or of another version; start the run anew.", e);
        }
    }

    /** As {@link #write(Path, RunEvaluation, Optional, RunCosts, DataUse, Map, Map)}, of the evaluation alone. */
    public static void write(Path file, RunEvaluation run, Map<String, ?> config, Map<String, ?> environment) {
        write(file, run, Optional.empty(), RunCosts.UNKNOWN, null, config, environment);
    }

    /**
     * Writes {@code metrics.json} whole or not at all.
     *
     * @param pixels      pixel metrics, where there are any
     * @param data        what was used of the data set; null where that is unknown
     * @param config      the effective configuration, any value Jackson can write
     * @param environment versions, CPU, threads, device, dtype
     * @throws org.diffcont.error.OutputException the file cannot be written
     */
    public static void write(Path file, RunEvaluation run, Optional<PixelEvaluation> pixels, RunCosts costs,
            DataUse data, Map<String, ?> config, Map<String, ?> environment) {
        ObjectNode tree = MAPPER.valueToTree(run);
        pixels.ifPresent(p -> tree.set(PIXELS, MAPPER.valueToTree(p)));
        tree.set(COSTS, MAPPER.valueToTree(costs));
        if (data != null) {
            tree.set(DATA, MAPPER.valueToTree(data));
        }
        tree.set(CONFIG, MAPPER.valueToTree(config));
        tree.set(ENVIRONMENT, MAPPER.valueToTree(environment));
        AtomicFiles.write(file, write(tree) + "\n");
    }

    /**
     * Reads the evaluation in {@code metrics.json}.
     *
     * @throws ModelException the file is missing, unreadable or damaged
     */
    public static RunEvaluation read(Path file) {
        try {
            return fromJson(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read (" + e + "). Check that it is there and readable.", e);
        }
    }

    /**
     * Reads the pixel metrics in {@code metrics.json}; empty where it has none.
     *
     * @throws ModelException the file is missing, unreadable or damaged
     */
    public static Optional<PixelEvaluation> readPixels(Path file) {
        return read(file, PIXELS, PixelEvaluation.class);
    }

    /**
     * Reads the costs in {@code metrics.json}; unknown where it has none.
     *
     * @throws ModelException the file is missing, unreadable or damaged
     */
    public static RunCosts readCosts(Path file) {
        return read(file, COSTS, RunCosts.class).orElse(RunCosts.UNKNOWN);
    }

    /**
     * Reads what was used of the data set; empty where an earlier version wrote the file.
     *
     * @throws ModelException the file is missing, unreadable or damaged
     */
    public static Optional<DataUse> readData(Path file) {
        return read(file, DATA, DataUse.class);
    }

    private static <T> Optional<T> read(Path file, String field, Class<T> type) {
        try {
            JsonNode value = MAPPER.readTree(file.toFile()).get(field);
            return value == null ? Optional.empty() : Optional.of(MAPPER.treeToValue(value, type));
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read (" + e + "). Check that it is there and readable.", e);
        }
    }

    private static String write(JsonNode tree) {
        try {
            return WRITER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("metrics cannot be written as JSON", e);
        }
    }
}
