package org.diffcont.config;

import java.util.ArrayList;
import java.util.List;

/** A list of minSize to maxSize elements of one type; as text: elements between commas, brackets optional. */
public record ListType<T>(ValueType<T> element, String plural, int minSize, int maxSize) implements ValueType<List<T>> {
    @Override
    public List<T> read(Object raw) {
        List<T> values = split(raw).stream().map(element::read).toList();
        if (values.size() < minSize || values.size() > maxSize) {
            throw new IllegalArgumentException("wrong number of elements");
        }
        return values;
    }

    /** The elements of a YAML list, or of text such as "[a, b]" or "a,b". */
    public static List<Object> split(Object raw) {
        if (raw instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (raw instanceof String text) {
            String inner = text.strip();
            if (inner.startsWith("[") && inner.endsWith("]")) {
                inner = inner.substring(1, inner.length() - 1);
                if (inner.isBlank()) {
                    return List.of();
                }
            }
            List<Object> parts = new ArrayList<>();
            for (String part : inner.split(",", -1)) {
                parts.add(part.strip());
            }
            return parts;
        }
        return List.of(raw);
    }

    @Override
    public Object write(List<T> values) {
        return values.stream().map(element::write).toList();
    }

    @Override
    public String allowed() {
        String size = minSize == maxSize ? Integer.toString(maxSize) : minSize + " to " + maxSize;
        return "a list of " + size + " " + plural + ", each " + element.allowed();
    }
}
