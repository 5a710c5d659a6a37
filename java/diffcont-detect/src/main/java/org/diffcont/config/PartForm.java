package org.diffcont.config;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How one kind of part is written in a key, {@code name:argument:...}, and what it then is.
 *
 * @param make  the part of checked arguments
 */
public record PartForm<T>(String name, List<Argument> arguments, Function<Part, ? extends T> make) {
    /** @param placeholder stands for it where the form is described */
    public record Argument(String placeholder, ValueType<?> type) {}

    /** Cells a side. */
    public static final Argument GRID = new Argument("GRID", new IntegerType(1, 256));

    public PartForm {
        arguments = List.copyOf(arguments);
    }

    String text() {
        return name + arguments.stream().map(argument -> ":" + argument.placeholder()).collect(Collectors.joining());
    }
}
