package org.diffcont.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The named profiles: each a YAML resource with the keys in which it differs from the defaults. A profile may name a
 * detector, {@code detector: NAME}, whose keys it then has too; so the two cannot differ. One that reads a trunk may name
 * another, {@code without_trunk: NAME}, that takes its place with {@code trunk.file = none}.
 */
public final class Profiles {
    /** What is used where none is named. */
    public static final String DEFAULT = "industrial";
    private static final String DETECTOR = "detector";
    private static final String WITHOUT_TRUNK = "without_trunk";

    private Profiles() {}

    /** The profiles' names. */
    public static List<String> names() {
        return Keys.profiles();
    }

    /** The profile that takes this one's place where there is no trunk; empty where it needs none. */
    public static Optional<String> withoutTrunk(String name) {
        return Optional.ofNullable(KeyResources.read("profile", names(), name).get(WITHOUT_TRUNK)).map(Object::toString);
    }

    /** Dotted key → plain YAML value of everything the profile changes, its detector's keys first. */
    static Map<String, Object> read(String name) {
        Map<String, Object> own = KeyResources.read("profile", names(), name);
        own.remove(WITHOUT_TRUNK);
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
