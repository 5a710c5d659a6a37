package org.diffcont.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.diffcont.error.ConfigurationException;

/** Named sets of keys, each a YAML resource of a {@link KeySource}. */
final class KeyResources {
    private KeyResources() {}

    /**
     * Dotted key → plain YAML value of everything the set changes.
     *
     * @param kind what the set is called: {@code profile} or {@code detector}
     * @throws ConfigurationException when {@code name} is not among {@code names}
     */
    static Map<String, Object> read(String kind, List<String> names, String name) {
        if (!names.contains(name)) {
            throw new ConfigurationException(
                    "unknown " + kind + " '" + name + "'; there are: " + String.join(", ", names));
        }
        try (InputStream in = Keys.resource(kind + "s/" + name + ".yaml")) {
            return SettingsYaml.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), kind + " " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
