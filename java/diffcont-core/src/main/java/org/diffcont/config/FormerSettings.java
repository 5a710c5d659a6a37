package org.diffcont.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configurations that model folders of older formats hold. They become ones of today that read images the same way. */
public final class FormerSettings {
    /** A class had one reading. */
    private static final List<String> GONE_SINCE_ONE = List.of("features.source", "features.grid", "normality.model",
            "normality.components", "normality.pooling", "normality.top_fraction");

    /** In place of {@code defects.count}, which a model that has learned needs no more. */
    private static final List<String> GONE_SINCE_TWO = List.of("defects.per_image", "defects.images");

    private FormerSettings() {}

    /**
     * Reads the configuration of a model of format 2.
     *
     * @throws ConfigurationException naming the file and the key
     */
    public static Settings ofFormatTwo(Path file) {
        Map<String, Object> values = values(file);
        GONE_SINCE_TWO.forEach(values::remove);
        return SettingsReader.of(values, file.toString());
    }

    /**
     * Reads the configuration of a model of format 1, which has every key of its time.
     *
     * @throws ConfigurationException naming the file and the key
     */
    public static Settings ofFormatOne(Path file) {
        String source = file.toString();
        Map<String, Object> values = values(file);
        Map<String, String> former = new LinkedHashMap<>();
        for (String key : GONE_SINCE_ONE) {
            Object value = values.remove(key);
            if (value == null) {
                throw new ConfigurationException(source + ": " + key + " is missing");
            }
            former.put(key, value.toString());
        }
        String features = former.get("features.source").equals("bottleneck") ? "bottleneck"
                : "levels:" + former.get("features.grid");
        values.put("network.image_size", values.get("data.image_size"));
        values.put("readings.candidates", List.of(features + "/" + model(former)));
        values.put("readings.poolings", List.of(pooling(former)));
        values.put("readings.chosen", 1);
        values.put("readings.pose", "as_is");
        values.put("readings.max_bytes", 1L << 40);
        values.put("routing.source", features);
        values.put("routing.grid", 1);
        // What it takes to know strangers was not kept.
        values.put("routing.unknown_rate", 0);
        return SettingsReader.of(values, source);
    }

    private static Map<String, Object> values(Path file) {
        return new LinkedHashMap<>(SettingsYaml.read(SettingsReader.text(file), file.toString()));
    }

    private static String model(Map<String, String> former) {
        String model = former.get("normality.model");
        return switch (model) {
            case "whitened", "diagonal" -> model;
            default -> model + ":" + former.get("normality.components");
        };
    }

    private static Object pooling(Map<String, String> former) {
        String pooling = former.get("normality.pooling");
        return pooling.equals("top") ? former.get("normality.top_fraction") : pooling;
    }
}
