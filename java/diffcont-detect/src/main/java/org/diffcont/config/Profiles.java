package org.diffcont.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The named profiles: each a YAML resource with the keys in which it differs from the defaults. A profile may name a
 * detector, {@code detector: NAME}, whose keys it then has too; so the two cannot differ.
 */
public final class Profiles {
    private static final String DETECTOR = "detector";

    private Profiles() {}

    /** The profiles' names. */
    public static List<String> names() {
        return Keys.profiles();
    }

    /** Dotted key → plain YAML value of everything the profile changes, its detector's keys first. */
    static Map<String, Object> read(String name) {
        Map<String, Object> own = KeyResources.read("profile", names(), name);
        Object detector = own.remove(DETECTOR);
        if (detector == null) {
            return own;
        }
        Map<String, Object> values = new LinkedHashMap<>(KeyResources.read(DETECTOR, Detectors.names(),
                detector.toString()));
        values.putAll(own);
        return values;
    }
}
