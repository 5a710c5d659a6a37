package org.diffcont.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.diffcont.error.ConfigurationException;

/**
 * An effective configuration: every key of the modules that are there with its value, all of them allowed and fitting
 * each other. Immutable; equal when every key is equal.
 */
public final class Settings {
    private final Map<String, Object> values;
    private final Map<String, Object> carried;
    private final Map<Class<?>, Record> groups = new LinkedHashMap<>();

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

    /**
     * @param values  a value of its type for every key
     * @param carried  dotted key → plain value of keys that no module here knows
     * @throws ConfigurationException when keys do not fit each other
     */
    Settings(Map<String, Object> values, Map<String, Object> carried) {
        this.values = values;
        this.carried = carried;
        for (KeyGroup group : Keys.groups()) {
            groups.put(group.type(), SettingsRecords.build(group, values));
        }
        Keys.check(this);
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
     * Reads what {@link #toYaml} wrote, here or by a program with more modules or of an earlier version: keys that no
     * module here knows are carried along, also those of groups that several modules share, and the machine's are
     * dropped. The file may leave keys out; they are at their defaults.
     *
     * @throws ConfigurationException as {@link #read}
     */
    public static Settings readYaml(Path file) {
        return SettingsReader.readStored(Objects.requireNonNull(file));
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

    /** A group's values. */
    public <G extends Record> G get(Class<G> group) {
        return Objects.requireNonNull(group.cast(groups.get(group)), () -> group.getSimpleName() + " is no group");
    }

    public long seed() {
        return get(GeneralSettings.class).seed();
    }

    public DataSettings data() {
        return get(DataSettings.class);
    }

    public NetworkSettings network() {
        return get(NetworkSettings.class);
    }

    public DiffusionSettings diffusion() {
        return get(DiffusionSettings.class);
    }

    public EmbeddingSettings embedding() {
        return get(EmbeddingSettings.class);
    }

    public BackboneSettings backbone() {
        return get(BackboneSettings.class);
    }

    public TrunkSettings trunk() {
        return get(TrunkSettings.class);
    }

    public ReadingsSettings readings() {
        return get(ReadingsSettings.class);
    }

    public DefectsSettings defects() {
        return get(DefectsSettings.class);
    }

    public EvtSettings evt() {
        return get(EvtSettings.class);
    }

    public ThresholdSettings threshold() {
        return get(ThresholdSettings.class);
    }

    public RoutingSettings routing() {
        return get(RoutingSettings.class);
    }

    public RunSettings run() {
        return get(RunSettings.class);
    }

    /** Whether images are read with a diffusion network. */
    public boolean readsNetwork() {
        return routesByNetwork() || needs(SourcePart.Needs.NETWORK);
    }

    /** Whether images are read with the user's own backbone. */
    public boolean hasBackbone() {
        return needs(SourcePart.Needs.BACKBONE);
    }

    /** Whether images are read with the trunk. */
    public boolean hasTrunk() {
        return needs(SourcePart.Needs.TRUNK);
    }

    /** The sources that images are read by, each once. */
    public List<Part> sources() {
        return SettingsRules.sources(readings(), routing()).stream().distinct().toList();
    }

    private boolean needs(SourcePart.Needs needed) {
        return SettingsRules.sources(readings(), routing()).stream()
                .anyMatch(source -> Parts.source(source).needs() == needed);
    }

    /** Whether a network says which class an image belongs to. */
    public boolean routesByNetwork() {
        return switch (routing().rule()) {
            case HEAD -> true;
            case SHARED_COVARIANCE -> Parts.source(routing().source()).needs() == SourcePart.Needs.NETWORK;
            case NEAREST -> false;
        };
    }

    /**
     * Dotted key → value as YAML and JSON write it (number, boolean, string or list), in the registry's order; then
     * those that are carried along.
     */
    public Map<String, Object> toMap() {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (Key<?> key : Keys.all()) {
            plain.put(key.name(), key.plain(values.get(key.name())));
        }
        plain.putAll(carried);
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
        return new LinkedHashMap<>(values);
    }

    /** Keys that no module here knows. */
    Map<String, Object> carried() {
        return carried;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings o && values.equals(o.values) && carried.equals(o.carried);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
