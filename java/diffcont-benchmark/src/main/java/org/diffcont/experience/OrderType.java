package org.diffcont.experience;

import org.diffcont.config.ListType;
import org.diffcont.config.ValueType;

/** {@link ClassOrder}: one of two words, or a list of class names. */
record OrderType() implements ValueType<ClassOrder> {
    @Override
    public ClassOrder read(Object raw) {
        if (raw instanceof String text) {
            switch (text.strip()) {
                case "alphabetical":
                    return new ClassOrder.Alphabetical();
                case "shuffled":
                    return new ClassOrder.Shuffled();
                default:
                    break;
            }
        } else if (!(raw instanceof java.util.List<?>)) {
            throw new IllegalArgumentException("not a word or a list");
        }
        return new ClassOrder.Given(ListType.split(raw).stream().map(String::valueOf).toList());
    }

    @Override
    public Object write(ClassOrder value) {
        return switch (value) {
            case ClassOrder.Alphabetical _ -> "alphabetical";
            case ClassOrder.Shuffled _ -> "shuffled";
            case ClassOrder.Given(var classes) -> classes;
        };
    }

    @Override
    public String allowed() {
        return "alphabetical, shuffled, or a list of different class names such as bottle,screw";
    }
}
