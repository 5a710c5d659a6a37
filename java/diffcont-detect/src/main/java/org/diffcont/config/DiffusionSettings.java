package org.diffcont.config;

/** {@code diffusion.*}: the linear noise schedule. Keys and ranges: {@link DetectionKeys}. */
public record DiffusionSettings(int timesteps, double betaStart, double betaEnd) {}
