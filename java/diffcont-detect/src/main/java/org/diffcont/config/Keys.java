package org.diffcont.config;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import org.diffcont.error.ConfigurationException;

/** Every configuration key of the modules that are there. */
public final class Keys {
    private static final List<KeySource> SOURCES = sources();
    private static final List<KeyGroup> GROUPS = SOURCES.stream().flatMap(s -> s.groups().stream()).toList();
    private static final Map<String, Key<?>> BY_NAME = byName();

    private Keys() {}

    /** Always in the same order, whatever the class path's. */
    private static List<KeySource> sources() {
        List<KeySource> all = new ArrayList<>();
        ServiceLoader.load(KeySource.class, KeySource.class.getClassLoader()).forEach(all::add);
        all.sort(Comparator.comparing(source -> source.getClass().getName()));
        all.addFirst(new DetectionKeys());
        return List.copyOf(all);
    }

    /** Keys of one group stand together, even where several sources bring them. */
    private static Map<String, Key<?>> byName() {
        Map<String, Key<?>> named = new LinkedHashMap<>();
        for (String group : groupNames()) {
            for (KeyGroup of : GROUPS) {
                for (Key<?> key : of.name().equals(group) ? of.keys() : List.<Key<?>>of()) {
                    if (named.put(key.name(), key) != null) {
                        throw new IllegalStateException("key " + key.name() + " is registered twice");
                    }
                }
            }
        }
        return named;
    }

    /** The groups' names, each once. */
    static Set<String> groupNames() {
        Set<String> names = new LinkedHashSet<>();
        GROUPS.forEach(group -> names.add(group.name()));
        return names;
    }

    /** All keys, in the order in which they are documented and written. */
    public static List<Key<?>> all() {
        return List.copyOf(BY_NAME.values());
    }

    static List<KeyGroup> groups() {
        return GROUPS;
    }

    /** Whether any module that is there has this key. */
    static boolean knows(String name) {
        return BY_NAME.containsKey(name);
    }

    /** @throws ConfigurationException for a name that is no key; the message names the nearest keys */
    static Key<?> get(String name, String source) {
        Key<?> key = BY_NAME.get(name);
        if (key == null) {
            throw unknown(name, source, BY_NAME.keySet());
        }
        return key;
    }

    static ConfigurationException unknown(String name, String source, Collection<String> known) {
        return new ConfigurationException("%s: unknown key '%s'; nearest: %s"
                .formatted(source, name, String.join(", ", NearestNames.to(name, known))));
    }

    /** @throws ConfigurationException naming the keys that do not fit each other */
    static void check(Settings settings) {
        SOURCES.forEach(source -> source.check(settings));
    }

    /** What {@link #check} checks, in words. */
    static List<String> rules() {
        return SOURCES.stream().flatMap(source -> source.rules().stream()).toList();
    }

    static List<String> profiles() {
        return SOURCES.stream().flatMap(source -> source.profiles().stream()).toList();
    }

    static List<String> detectors() {
        return SOURCES.stream().flatMap(source -> source.detectors().stream()).toList();
    }

    /** A resource of the first source that has one of this name. */
    static InputStream resource(String name) {
        return SOURCES.stream().map(source -> source.resource(name)).filter(Objects::nonNull).findFirst()
                .orElseThrow(() -> new IllegalStateException("no module has the resource " + name));
    }
}
