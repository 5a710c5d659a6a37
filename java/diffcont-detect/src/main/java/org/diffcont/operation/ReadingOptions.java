package org.diffcont.operation;

import java.util.List;
import java.util.Map;
import org.diffcont.config.Settings;
import org.diffcont.error.ConfigurationException;

/**
 * How image files are read, where it differs from a model's configuration: which files are accepted, and how many, is no
 * part of what was learned, so it can be another each time.
 *
 * @param keys  of {@link #KEYS}, with their values
 */
public record ReadingOptions(Map<String, String> keys) {
    /** As the model's configuration says. */
    public static final ReadingOptions NONE = new ReadingOptions(Map.of());
    /** The keys that a model does not fix. */
    public static final List<String> KEYS = List.of("data.strict", "data.max_pixels", "data.max_bytes", "data.min_side",
        "data.max_decode_seconds", "data.page", "data.min_train");

    /** @throws ConfigurationException for any other key */
    public ReadingOptions {
        keys = Map.copyOf(keys);
        keys.keySet().stream().filter(key -> !KEYS.contains(key)).sorted().findFirst().ifPresent(key -> {
            throw new ConfigurationException("a model keeps the " + key + " it was begun with; of an existing one only "
                + String.join(", ", KEYS) + " can be set");
        });
    }

    /** Stops at the first image that cannot be read. */
    public static ReadingOptions strict() {
        return new ReadingOptions(Map.of("data.strict", "true"));
    }

    /**
     * A model's configuration with these keys.
     *
     * @throws ConfigurationException for a value that is not allowed
     */
    public Settings over(Settings model) {
        return model.with(keys);
    }
}
