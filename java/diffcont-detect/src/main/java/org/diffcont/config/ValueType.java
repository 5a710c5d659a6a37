package org.diffcont.config;


/**
 * What values a key takes, and how they look as text and in YAML.
 *
 * @param <T> the Java type that core code reads; immutable, with value equality
 */
public interface ValueType<T> {
    /**
     * Reads a value as YAML gives it (number, boolean, string or list) or as text from the command line.
     *
     * @throws IllegalArgumentException when it is of another type or out of range; the caller names the key and
     *     {@link #allowed}
     */
    T read(Object raw);

    /** The plain YAML value that {@link #read} turns back into an equal one. */
    default Object write(T value) {
        return value;
    }

    /** The allowed values as a phrase that completes "takes …". */
    String allowed();
}
