package org.diffcont.config;

/** true or false. */
public record BooleanType() implements ValueType<Boolean> {
    @Override
    public Boolean read(Object raw) {
        return switch (raw) {
            case Boolean b -> b;
            case String s when s.strip().equals("true") -> true;
            case String s when s.strip().equals("false") -> false;
            case null, default -> throw new IllegalArgumentException("not true or false");
        };
    }

    @Override
    public String allowed() {
        return "true or false";
    }
}
