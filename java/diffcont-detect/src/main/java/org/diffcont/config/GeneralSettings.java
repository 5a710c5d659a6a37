package org.diffcont.config;

/**
 * Keys outside any group.
 *
 * @param seed start of every random draw, ≥ 0
 */
public record GeneralSettings(long seed) {}
