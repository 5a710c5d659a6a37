package org.diffcont.grid;

import java.util.ArrayList;
import java.util.List;
import org.diffcont.error.ConfigurationException;

/**
 * A key and the values it takes in a grid.
 *
 * @param key    dotted name
 * @param values as after {@code --set key=}; at least one, none twice
 */
public record GridAxis(String key, List<String> values) {
    public GridAxis {
        values = List.copyOf(values);
        if (values.isEmpty() || values.stream().distinct().count() != values.size()) {
            throw new ConfigurationException(key + " = " + String.join(",", values)
                + " names a value twice, or none; list different ones");
        }
    }

    /**
     * Reads {@code KEY=VALUE,VALUE,...}; see {@link #values(String, String)}.
     *
     * @throws ConfigurationException when it is not of that form
     */
    public static GridAxis parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new ConfigurationException("'" + text + "' is not KEY=VALUE,VALUE, such as training.epochs=1,100");
        }
        String key = text.substring(0, equals).strip();
        return new GridAxis(key, values(key, text.substring(equals + 1)));
    }

    /**
     * Splits text at its commas, but not at those within square brackets: {@code 1,100} are two values, and so are
     * {@code [32,64],[64,128]}, which are lists.
     *
     * @param name what the values are of, for the error
     * @throws ConfigurationException when a bracket is not closed or a value is empty
     */
    public static List<String> values(String name, String text) {
        List<String> values = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (depth < 0 || i == text.length() && depth > 0) {
                throw new ConfigurationException(name + ": the square brackets in '" + text + "' do not match");
            }
            if (c == ',' && depth == 0) {
                values.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        if (values.contains("")) {
            throw new ConfigurationException(name + ": '" + text + "' has an empty value; put one between commas, and "
                + "a list of values in square brackets");
        }
        return values;
    }
}
