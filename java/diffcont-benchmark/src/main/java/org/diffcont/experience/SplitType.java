package org.diffcont.experience;

import java.util.regex.Pattern;
import org.diffcont.config.ValueType;

/** How many classes each experience brings: the word {@code even}, {@code even:5}, or terms such as {@code 10+1x5}. */
record SplitType() implements ValueType<String> {
    private static final String TERM = "[1-9]\\d{0,5}(x[1-9]\\d{0,5})?";
    private static final Pattern SPLIT = Pattern.compile(ExperienceSettings.EVEN + "(:[1-9]\\d{0,3})?|" + TERM + "(\\+"
            + TERM + ")*");

    @Override
    public String read(Object raw) {
        String text = String.valueOf(raw).replaceAll("\\s+", "").replace('×', 'x');
        if (!SPLIT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a split");
        }
        return text;
    }

    @Override
    public String allowed() {
        return "even, even:N for N classes each, or numbers of classes joined by plus signs, each with the number of such experiences after an x "
                + "where there are several: 10+5, 10+1x5, 3x5";
    }
}
