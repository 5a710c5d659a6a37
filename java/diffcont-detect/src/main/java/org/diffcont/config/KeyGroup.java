package org.diffcont.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys that share the part of their names before the dot.
 *
 * @param name  that part; empty for keys without a dot
 * @param type  the record that holds their values: key {@code training.batch_current} is component {@code batchCurrent}
 *              of the record of group {@code training}
 */
public record KeyGroup(String name, Class<? extends Record> type, List<Key<?>> keys) {
    public KeyGroup {
        keys = List.copyOf(keys);
        if (keys.size() != type.getRecordComponents().length) {
            throw new IllegalArgumentException(type.getSimpleName() + " has " + type.getRecordComponents().length
                    + " components, group \"" + name + "\" " + keys.size() + " keys");
        }
    }

    /** Begins a group. */
    public static Builder of(String name, Class<? extends Record> type) {
        return new Builder(name, type);
    }

    /** Collects a group's keys, in the order in which they are documented. */
    public static final class Builder {
        private final String name;
        private final Class<? extends Record> type;
        private final List<Key<?>> keys = new ArrayList<>();

        private Builder(String name, Class<? extends Record> type) {
            this.name = name;
            this.type = type;
        }

        /** A key whose value may change results. */
        public <T> Builder key(String key, ValueType<T> values, T defaultValue, String documentation) {
            keys.add(new Key<>(key, values, defaultValue, true, documentation));
            return this;
        }

        /** A key that two runs with the same results may set differently. */
        public <T> Builder neutral(String key, ValueType<T> values, T defaultValue, String documentation) {
            keys.add(new Key<>(key, values, defaultValue, false, documentation));
            return this;
        }

        /** A key that takes the names of an enum's constants, in lower case. */
        public <E extends Enum<E>> Builder choice(String key, E defaultValue, String documentation) {
            return key(key, new ChoiceType<>(defaultValue.getDeclaringClass()), defaultValue, documentation);
        }

        public KeyGroup build() {
            return new KeyGroup(name, type, keys);
        }
    }
}
