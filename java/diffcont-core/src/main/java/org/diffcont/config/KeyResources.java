package org.diffcont.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Named sets of keys, each a YAML resource in a folder beside this class. */
final class KeyResources {
    private KeyResources() {}

    /**
     * Dotted key → plain YAML value of everything the set changes.
     *
     * @param kind what the set is called, for errors
     * @throws ConfigurationException when {@code name} is not among {@code names}
     */
    static Map<String, Object> read(String kind, String folder, List<String> names, String name) {
        if (!names.contains(name)) {
            throw new ConfigurationException(
                    "unknown " + kind + " '" + name + "'; there are: " + String.join(", ", names));
        }
        try (InputStream in = KeyResources.class.getResourceAsStream(folder + "/" + name + ".yaml")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return SettingsYaml.read(text, kind + " " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
