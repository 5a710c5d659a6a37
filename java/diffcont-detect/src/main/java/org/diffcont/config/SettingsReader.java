package org.diffcont.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffcont.error.ConfigurationException;

/** Layers defaults, a profile, a detector, a file and overrides into {@link Settings}. */
final class SettingsReader {
    static final String OVERRIDE = "--set";
    /** Keys of the machine stand in the same files and overrides, but are no part of settings. */
    private static final String MACHINE = "runtime.";
    private static final String TRUNK = "trunk.file";

    private SettingsReader() {}

    static Settings read(String profile, String detector, Path file, Map<String, String> overrides) {
        Map<String, Object> ofFile = file == null ? Map.of() : SettingsYaml.read(text(file), file.toString());
        Object trunk = overrides.containsKey(TRUNK) ? overrides.get(TRUNK) : ofFile.get(TRUNK);
        boolean hasTrunk = !TrunkSettings.NONE.equals(trunk);
        Map<String, Object> values = defaults();
        if (profile != null) {
            apply(Profiles.read(profile, hasTrunk), "profile " + profile, values);
        }
        if (detector != null) {
            apply(Detectors.read(detector, hasTrunk), "detector " + detector, values);
        }
        apply(ofFile, String.valueOf(file), values);
        apply(overrides, OVERRIDE, values);
        return new Settings(values, Map.of());
    }

    /** A configuration that was written with a model or a run; see {@link Settings#readYaml}. */
    static Settings readStored(Path file) {
        Map<String, Object> values = defaults();
        Map<String, Object> carried = new LinkedHashMap<>();
        SettingsYaml.read(text(file), file.toString()).forEach((name, raw) -> {
            if (name.startsWith(MACHINE)) {
                return;
            }
            if (Keys.knows(name)) {
                values.put(name, Keys.get(name, file.toString()).read(raw, file.toString()));
            } else {
                carried.put(name, raw);
            }
        });
        return new Settings(values, carried);
    }

    static Settings override(Settings settings, Map<String, String> overrides) {
        Map<String, Object> values = settings.values();
        apply(overrides, OVERRIDE, values);
        return new Settings(values, settings.carried());
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Key<?> key : Keys.all()) {
            values.put(key.name(), key.defaultValue());
        }
        return values;
    }

    private static void apply(Map<String, ?> layer, String source, Map<String, Object> values) {
        layer.forEach((name, raw) -> {
            if (!name.startsWith(MACHINE)) {
                values.put(name, Keys.get(name, source).read(raw, source));
            }
        });
    }

    /** A configuration file's content. */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file + ": no such configuration file", e);
        } catch (MalformedInputException e) {
            throw new ConfigurationException(file + ": not a text file in UTF-8", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a folder; give a YAML file" : e.getMessage();
            throw new ConfigurationException(file + ": cannot be read: " + reason, e);
        }
    }
}
