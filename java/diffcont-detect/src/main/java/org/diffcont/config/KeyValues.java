package org.diffcont.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.diffcont.error.ConfigurationException;

/** Values of a group that is no part of {@link Settings}, from the same files and overrides. */
public final class KeyValues {
    private KeyValues() {}

    /**
     * The group's record: defaults, changed by a file, then by overrides. Keys of other groups are not looked at.
     *
     * @param file a YAML file with nested or dotted keys, or null for none
     * @param overrides key → value as text, each as after {@code --set}
     * @throws ConfigurationException naming the source, the key, the value and what is allowed
     */
    public static Record read(KeyGroup group, Path file, Map<String, String> overrides) {
        Map<String, Object> values = new HashMap<>();
        group.keys().forEach(key -> values.put(key.name(), key.defaultValue()));
        if (file != null) {
            apply(group, SettingsYaml.read(SettingsReader.text(file), file.toString()), file.toString(), values);
        }
        apply(group, overrides, SettingsReader.OVERRIDE, values);
        return SettingsRecords.build(group, values);
    }

    private static void apply(KeyGroup group, Map<String, ?> layer, String source, Map<String, Object> values) {
        layer.forEach((name, raw) -> {
            if (name.startsWith(group.name() + ".")) {
                Key<?> key = group.keys().stream().filter(k -> k.name().equals(name)).findFirst()
                        .orElseThrow(() -> Keys.unknown(name, source, group.keys().stream().map(Key::name).toList()));
                values.put(name, key.read(raw, source));
            }
        });
    }
}
