package org.diffcont.config;

/** {@code run.*}: what a run keeps on disk. Keys and ranges: {@link Keys}. */
public record RunSettings(int keepCheckpoints, long maxBytes, int selfTestImages, boolean heatmaps) {}
