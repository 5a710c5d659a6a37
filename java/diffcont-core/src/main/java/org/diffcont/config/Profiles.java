package org.diffcont.config;

import java.util.List;
import java.util.Map;

/** The named profiles: each a YAML resource with the keys in which it differs from the defaults. */
public final class Profiles {
    private static final List<String> NAMES = List.of("industrial", "demo", "paper");

    private Profiles() {}

    /** The profiles' names. */
    public static List<String> names() {
        return NAMES;
    }

    /** Dotted key → plain YAML value of everything the profile changes. */
    static Map<String, Object> read(String name) {
        return KeyResources.read("profile", "profiles", NAMES, name);
    }
}
