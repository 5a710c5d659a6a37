package org.diffcont.experience;

/** {@code run.heatmaps}: what a benchmark draws. */
public record OutputSettings(boolean heatmaps) {}
