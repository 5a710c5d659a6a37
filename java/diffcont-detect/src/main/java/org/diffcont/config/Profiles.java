package org.diffcont.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The named profiles: each a YAML resource with the keys in which it differs from the defaults. A profile may name a
 * detector, {@code detector: NAME}, whose keys it then has too; so the two cannot differ. One that reads a trunk may
 * name another, {@code without_trunk: NAME}, that takes its place with {@code trunk.file = none}.
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

    /**
     * Dotted key → plain YAML value of everything the profile changes, its detector's keys first.
     *
     * @param hasTrunk  false with {@code trunk.file = none}
     */
    static Map<String, Object> read(String name, boolean hasTrunk) {
        Map<String, Object> own = KeyResources.read("profile", names(), name);
        Object without = own.remove(WITHOUT_TRUNK);
        if (without != null && !hasTrunk) {
            return read(without.toString(), false);
        }
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
