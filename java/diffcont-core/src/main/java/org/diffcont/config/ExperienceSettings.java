package org.diffcont.config;

/** {@code experience.*}: how a data set becomes a stream of experiences. Keys and ranges: {@link Keys}. */
public record ExperienceSettings(ExperienceOrder order, int classesPerExperience, double calibration) {}
