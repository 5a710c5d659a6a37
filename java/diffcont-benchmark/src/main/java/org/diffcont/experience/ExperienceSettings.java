package org.diffcont.experience;

/** {@code experience.*}: how a data set becomes a stream of experiences. Keys and ranges: {@link ExperienceKeys}. */
public record ExperienceSettings(ClassOrder order, String split) {
    /** The split in which every experience brings one class; {@code even:N} stands for N classes each. */
    static final String EVEN = "even";

    /**
     * How many classes each experience brings, of so many in all.
     *
     * @throws org.diffcont.error.UserException when the split does not add up to {@code classes}
     */
    public ExperienceSplit splitOf(int classes) {
        if (split.equals(EVEN)) {
            return ExperienceSplit.every(1, classes);
        }
        return split.startsWith(EVEN) ? ExperienceSplit.every(Integer.parseInt(split.substring(EVEN.length() + 1)),
            classes) : ExperienceSplit.parse(split, classes);
    }
}
