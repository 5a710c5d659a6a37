package org.diffcont.config;

/** {@link ExperienceOrder}: one of two words, or a list of class names. */
record OrderType() implements ValueType<ExperienceOrder> {
    @Override
    public ExperienceOrder read(Object raw) {
        if (raw instanceof String text) {
            switch (text.strip()) {
                case "alphabetical":
                    return new ExperienceOrder.Alphabetical();
                case "shuffled":
                    return new ExperienceOrder.Shuffled();
                default:
                    break;
            }
        } else if (!(raw instanceof java.util.List<?>)) {
            throw new IllegalArgumentException("not a word or a list");
        }
        return new ExperienceOrder.Listed(ListType.split(raw).stream().map(String::valueOf).toList());
    }

    @Override
    public Object write(ExperienceOrder value) {
        return switch (value) {
            case ExperienceOrder.Alphabetical _ -> "alphabetical";
            case ExperienceOrder.Shuffled _ -> "shuffled";
            case ExperienceOrder.Listed(var classes) -> classes;
        };
    }

    @Override
    public String allowed() {
        return "alphabetical, shuffled, or a list of different class names such as bottle,screw";
    }
}
