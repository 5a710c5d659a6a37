package org.diffcont.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A replaceable part of the detector, as a key names it: its name and what it is given, {@code name:argument:...}.
 *
 * @param arguments whole numbers ({@link Integer}) and words ({@link String}), in the order of the part's form
 */
public record Part(String name, List<Object> arguments) {
    public Part {
        arguments = List.copyOf(arguments);
    }

    /** The argument at {@code index}, which is a whole number. */
    public int number(int index) {
        return (Integer) arguments.get(index);
    }

    /** The argument at {@code index}, which is a word. */
    public String word(int index) {
        return (String) arguments.get(index);
    }

    /** The text that is read back as an equal part. */
    @Override
    public String toString() {
        return arguments.isEmpty() ? name
            : name + ":" + arguments.stream().map(Object::toString).collect(Collectors.joining(":"));
    }
}
