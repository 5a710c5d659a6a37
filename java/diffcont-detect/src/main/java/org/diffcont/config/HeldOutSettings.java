package org.diffcont.config;

/** {@code experience.calibration}: images of a product that its statistics are not fitted to. */
public record HeldOutSettings(double calibration) {}
