package org.diffcont.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The named profiles: each a YAML resource with the keys in which it differs from the defaults. */
public final class Profiles {
    private static final List<String> NAMES = List.of("industrial", "demo", "paper");

    private Profiles() {}

    /** The profiles' names. */
    public static List<String> names() {
        return NAMES;
    }

    /** Dotted key → plain YAML value of everything the profile changes. */
    static Map<String, Object> read(String name) {
        if (!NAMES.contains(name)) {
            throw new ConfigurationException(
                    "unknown profile '" + name + "'; there are: " + String.join(", ", NAMES));
        }
        try (InputStream in = Profiles.class.getResourceAsStream("profiles/" + name + ".yaml")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return SettingsYaml.read(text, "profile " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
