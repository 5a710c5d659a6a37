package org.diffcont.config;

import java.io.InputStream;
import java.util.List;
import org.diffcont.error.ConfigurationException;

/**
 * Keys and presets that a module brings to the configuration. The detection library's own are always there; those of
 * other modules are found by {@link java.util.ServiceLoader}.
 */
public interface KeySource {
    /** The keys, group by group. Two sources may bring keys of one group; each has a record of its own for them. */
    List<KeyGroup> groups();

    /** Profiles, each a YAML resource {@code profiles/NAME.yaml} beside the source's class. */
    default List<String> profiles() {
        return List.of();
    }

    /** Detectors, each a YAML resource {@code detectors/NAME.yaml} beside the source's class. */
    default List<String> detectors() {
        return List.of();
    }

    /**
     * Checks what these keys must fulfil together, and with those of modules below.
     *
     * @throws ConfigurationException naming the keys that do not fit, their values and what would
     */
    default void check(Settings settings) {
    }

    /** The same rules in words, for the documentation. */
    default List<String> rules() {
        return List.of();
    }

    /** A resource beside the source's class; null where there is none. */
    default InputStream resource(String name) {
        return getClass().getResourceAsStream(name);
    }
}
