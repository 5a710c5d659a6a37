package org.diffcont.config;

/** {@code experience.*}: how a data set becomes a stream of experiences. Keys and ranges: {@link Keys}. */
public record ExperienceSettings(ExperienceOrder order, int classesPerExperience, String split, double calibration) {
    /** The split in which every experience brings {@code classesPerExperience} classes. */
    public static final String EVEN = "even";

    /** Whether every experience, but perhaps the last, brings {@code classesPerExperience} classes. */
    public boolean splitsEvenly() {
        return split.equals(EVEN);
    }
}
