package org.diffcont.experience;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffcont.error.UserException;

/**
 * How many classes each experience brings.
 *
 * @param sizes classes of experience 0, 1, …; each at least 1
 */
public record ExperienceSplit(List<Integer> sizes) {
    private static final Pattern TERM = Pattern.compile("(\\d{1,6})(?:\\s*[x×]\\s*(\\d{1,6}))?");

    public ExperienceSplit {
        sizes = List.copyOf(sizes);
        if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("every experience needs at least one class: " + sizes);
        }
    }

    /** The same number of classes in every experience; the last takes what is left. */
    public static ExperienceSplit every(int classesPerExperience, int classCount) {
        if (classesPerExperience < 1) {
            throw new UserException("classes per experience is " + classesPerExperience + "; it must be at least 1");
        }
        if (classCount < 1) {
            throw new IllegalArgumentException("no classes to split");
        }
        List<Integer> sizes = new ArrayList<>();
        for (int left = classCount; left > 0; left -= classesPerExperience) {
            sizes.add(Math.min(left, classesPerExperience));
        }
        return new ExperienceSplit(sizes);
    }

    /**
     * Reads a list such as {@code 10+1x5}: terms joined by plus signs, each a number of classes or
     * {@code classes x experiences}. So 10+1x5 is one experience of 10 classes, then five of one.
     *
     * @throws UserException when the text is no such list, or does not add up to {@code classCount}
     */
    public static ExperienceSplit parse(String text, int classCount) {
        List<Integer> sizes = new ArrayList<>();
        long total = 0;
        for (String term : text.strip().split("\\s*\\+\\s*", -1)) {
            Matcher matcher = TERM.matcher(term);
            int classes = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            int times = classes == 0 || matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
            if (classes == 0 || times == 0) {
                throw new UserException("experience split '" + text + "': '" + term
                        + "' is not a number of classes such as 10, or classes x experiences such as 1x5");
            }
            total += (long) classes * times;
            for (int i = 0; i < times && total <= classCount; i++) {
                sizes.add(classes);
            }
        }
        if (total != classCount) {
            throw new UserException("experience split '" + text + "' adds up to " + total + " classes, but there are "
                    + classCount + "; change it so that it adds up");
        }
        return new ExperienceSplit(sizes);
    }

    /** Classes in all. */
    public int classCount() {
        return sizes.stream().mapToInt(Integer::intValue).sum();
    }
}
