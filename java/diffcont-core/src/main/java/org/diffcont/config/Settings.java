package org.diffcont.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An effective configuration: every key with its value, all of them allowed and fitting each other. Immutable; equal
 * when every key is equal.
 *
 * @param seed start of every random draw, ≥ 0
 */
public record Settings(
        long seed,
        RuntimeSettings runtime,
        DataSettings data,
        ExperienceSettings experience,
        StrategySettings strategy,
        NetworkSettings network,
        ProjectorSettings projector,
        DiffusionSettings diffusion,
        TrainingSettings training,
        LossSettings loss,
        EmbeddingSettings embedding,
        BackboneSettings backbone,
        ReadingsSettings readings,
        DefectsSettings defects,
        EvtSettings evt,
        ThresholdSettings threshold,
        RoutingSettings routing,
        StatisticsSettings statistics,
        ReplaySettings replay,
        RunSettings run) {

    /**
     * A key on which two configurations disagree.
     *
     * @param key its name
     * @param theirs the other's value, as YAML writes it
     * @param ours this one's value
     * @param changesResults see {@link Key#changesResults}
     */
    public record Difference(String key, Object theirs, Object ours, boolean changesResults) {
        @Override
        public String toString() {
            return key + ": " + theirs + " there, " + ours + " here";
        }
    }

    /** @throws ConfigurationException when a value is out of its key's range, or keys do not fit each other */
    public Settings {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("seed", seed);
        for (Record group : List.of(runtime, data, experience, strategy, network, projector, diffusion, training, loss,
                embedding, backbone, readings, defects, evt, threshold, routing, statistics, replay, run)) {
            SettingsRecords.collect(group, values);
        }
        values.forEach((name, value) -> {
            Key<?> key = Keys.get(name, "settings");
            key.read(key.plain(value), "settings");
        });
        SettingsRules.check(strategy, network, data, diffusion, training, embedding, backbone, readings, evt, routing,
                statistics, replay);
    }

    /** Every key at its default. */
    public static Settings defaults() {
        return read(null, null, Map.of());
    }

    /** @param name one of {@link Profiles#names} */
    public static Settings profile(String name) {
        return read(name, null, Map.of());
    }

    /**
     * Defaults, changed by a profile, then by a file, then by single overrides; what comes later wins.
     *
     * @param profile one of {@link Profiles#names}, or null for none
     * @param file a YAML file with nested or dotted keys, or null for none
     * @param overrides key → value as text, each as after {@code --set}
     * @throws ConfigurationException naming the source, the key, the value and what is allowed
     */
    public static Settings read(String profile, Path file, Map<String, String> overrides) {
        return read(profile, null, file, overrides);
    }

    /**
     * As {@link #read(String, Path, Map)}, with a detector between profile and file.
     *
     * @param detector one of {@link Detectors#names}, or null for none
     */
    public static Settings read(String profile, String detector, Path file, Map<String, String> overrides) {
        return SettingsReader.read(profile, detector, file, overrides);
    }

    /**
     * Reads what {@link #toYaml} wrote. The file may leave keys out; they are at their defaults.
     *
     * @throws ConfigurationException as {@link #read}
     */
    public static Settings readYaml(Path file) {
        return read(null, Objects.requireNonNull(file), Map.of());
    }

    /**
     * This configuration with some keys changed.
     *
     * @param overrides key → value as text
     * @throws ConfigurationException as {@link #read}
     */
    public Settings with(Map<String, String> overrides) {
        return SettingsReader.override(this, overrides);
    }

    /** This configuration with one key changed; see {@link #with(Map)}. */
    public Settings with(String key, String value) {
        return with(Map.of(key, value));
    }

    /** Whether there is a network: something trains it or reads it. */
    public boolean hasNetwork() {
        return NetworkUse.any(training, readings, routing);
    }

    /** Whether images are read with the user's own backbone. */
    public boolean hasBackbone() {
        return SettingsRules.sources(readings, routing).stream().anyMatch(Parts::readsBackbone);
    }

    /** Whether a network says which class an image belongs to. */
    public boolean routesByNetwork() {
        return NetworkUse.routes(routing);
    }

    /** Whether old classes are replayed: the strategy does so, and the network or old statistics learn from it. */
    public boolean replays() {
        return NetworkUse.replays(strategy, training, readings, routing, statistics, replay);
    }

    /** Dotted key → value as YAML and JSON write it (number, boolean, string or list), in the registry's order. */
    public Map<String, Object> toMap() {
        Map<String, Object> values = values();
        Map<String, Object> plain = new LinkedHashMap<>();
        for (Key<?> key : Keys.all()) {
            plain.put(key.name(), key.plain(values.get(key.name())));
        }
        return plain;
    }

    /** A YAML document with every key; {@link #readYaml} turns it into equal settings. */
    public String toYaml() {
        return SettingsYaml.write(toMap());
    }

    /** The keys whose values differ, in the registry's order; empty when the two are equal. */
    public List<Difference> differences(Settings other) {
        Map<String, Object> theirs = other.toMap();
        Map<String, Object> ours = toMap();
        return Keys.all().stream()
                .filter(key -> !ours.get(key.name()).equals(theirs.get(key.name())))
                .map(key -> new Difference(
                        key.name(), theirs.get(key.name()), ours.get(key.name()), key.changesResults()))
                .toList();
    }

    /** Dotted key → typed value. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        SettingsRecords.collect(this, values);
        return values;
    }
}
