package org.diffcont.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffcont.error.ConfigurationException;

/** Configuration as YAML: nested or dotted keys in, nested keys out. */
final class SettingsYaml {
    private static final YAMLMapper MAPPER = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());

    private SettingsYaml() {}

    /**
     * Flattens a document to dotted keys.
     *
     * @param source what the text is, for errors
     * @throws ConfigurationException when it is no YAML mapping, or sets a key twice
     */
    static Map<String, Object> read(String text, String source) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            String problem = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new ConfigurationException(
                    source + ": not valid YAML" + (line > 0 ? " at line " + line : "") + ": " + problem, e);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        if (root.isObject()) {
            flatten(root, "", values, source);
        } else if (root.isArray() || !root.asText("").isBlank()) {
            throw new ConfigurationException(source + ": not a mapping; write one 'key: value' a line");
        }
        return values;
    }

    private static void flatten(JsonNode node, String prefix, Map<String, Object> values, String source) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = prefix + entry.getKey();
            if (entry.getValue().isObject()) {
                flatten(entry.getValue(), name + ".", values, source);
                continue;
            }
            if (values.containsKey(name)) {
                throw new ConfigurationException(source + ": " + name + " is set twice");
            }
            values.put(name, MAPPER.convertValue(entry.getValue(), Object.class));
        }
    }

    /** Groups dotted keys: {@code a.b} becomes {@code b} in map {@code a}. */
    static Map<String, Object> nest(Map<String, Object> values) {
        Map<String, Object> nested = new LinkedHashMap<>();
        Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            int dot = name.indexOf('.');
            if (dot < 0) {
                nested.put(name, value);
                return;
            }
            Map<String, Object> group = groups.computeIfAbsent(name.substring(0, dot), _ -> new LinkedHashMap<>());
            group.put(name.substring(dot + 1), value);
            nested.put(name.substring(0, dot), group);
        });
        return nested;
    }

    static String write(Map<String, Object> values) {
        try {
            return MAPPER.writeValueAsString(nest(values));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the configuration as YAML", e);
        }
    }
}
