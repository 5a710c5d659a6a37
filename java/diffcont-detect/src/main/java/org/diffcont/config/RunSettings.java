package org.diffcont.config;

/** {@code run.*}: what a model keeps on disk. Keys and ranges: {@link DetectionKeys}. */
public record RunSettings(int keepCheckpoints, long maxBytes, int selfTestImages) {}
