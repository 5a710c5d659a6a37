package org.diffcont.config;

import java.util.Objects;
import org.diffcont.error.ConfigurationException;

/**
 * One configuration key.
 *
 * @param name dotted name, for example {@code training.batch_current}
 * @param type the values it takes
 * @param defaultValue used when no profile, file or override sets it
 * @param changesResults whether two runs that differ only here may give different numbers; a checkpoint of a run can be
 *     continued only where all such keys agree
 * @param documentation one line for people
 */
public record Key<T>(String name, ValueType<T> type, T defaultValue, boolean changesResults, String documentation) {
    public Key {
        Objects.requireNonNull(type);
        Objects.requireNonNull(defaultValue);
    }

    /** The part of the name before the first dot; empty for a key outside any group. */
    public String group() {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }

    /** The allowed values as a phrase that completes "takes …". */
    public String allowed() {
        return type.allowed();
    }

    /** The default as it is written in YAML. */
    public Object plainDefault() {
        return type.write(defaultValue);
    }

    /**
     * Reads a value as YAML gives it, or as text.
     *
     * @param source where it comes from, for the error: a file, "--set"
     * @throws ConfigurationException when it is not allowed
     */
    T read(Object raw, String source) {
        try {
            if (raw == null) {
                throw new IllegalArgumentException("no value");
            }
            return type.read(raw);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("%s: %s is '%s', but it takes %s"
                    .formatted(source, name, Objects.toString(raw, ""), type.allowed()), e);
        }
    }

    /** {@code value}, which is of this key's type, as YAML writes it. */
    Object plain(Object value) {
        @SuppressWarnings("unchecked") // Settings holds under each key only what that key's type has read
        T typed = (T) value;
        return type.write(typed);
    }
}
