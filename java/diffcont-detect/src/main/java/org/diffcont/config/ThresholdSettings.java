package org.diffcont.config;

/** {@code threshold.*}: when an image is called anomalous. Keys and ranges: {@link DetectionKeys}. */
public record ThresholdSettings(double falsePositiveRate) {}
