package org.diffcont.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The named detectors: each a YAML resource that says its source. A detector decides how an image is read and compared,
 * and nothing about what is trained and replayed, unless it reads no network: then nothing is trained. One that is a
 * profile's names it, {@code profile: NAME}.
 */
public final class Detectors {
    private static final List<String> GROUPS = List.of("embedding", "readings", "routing");
    private static final String PROFILE = "profile";
    private static final List<String> KEYS = List.of("data.image_size", "projector.init", "projector.train",
            "training.label_dropout", "trunk.precision", "evt.fit_on");

    private Detectors() {}

    /** The detectors' names. */
    public static List<String> names() {
        return Keys.detectors();
    }

    /** Whether a detector reads a network; otherwise nothing needs to be trained for it. */
    public static boolean readsNetwork(String name) {
        return Settings.read(null, name, null, Map.of()).readsNetwork();
    }

    /** Whether every detector decides this key: by its file, or else by the key's default. */
    static boolean decides(Key<?> key) {
        return GROUPS.contains(key.group()) || KEYS.contains(key.name());
    }

    /**
     * Dotted key → plain YAML value of everything the detector sets, so that no profile's choice is left of them.
     *
     * @param hasTrunk  false with {@code trunk.file = none}
     */
    static Map<String, Object> read(String name, boolean hasTrunk) {
        Map<String, Object> values = new LinkedHashMap<>();
        Keys.all().stream().filter(Detectors::decides).forEach(key -> values.put(key.name(), key.plainDefault()));
        Map<String, Object> own = KeyResources.read("detector", names(), name);
        Object profile = own.remove(PROFILE);
        if (profile != null) {
            values.putAll(Profiles.read(profile.toString(), hasTrunk));
        }
        values.putAll(own);
        return values;
    }
}
