package org.diffcont.config;

/** {@code statistics.*}: what happens to old classes' statistics. Keys and ranges: {@link Keys}. */
public record StatisticsSettings(OldClasses oldClasses) {
    /** Keep them as fitted, or fit them anew on accepted replay after each experience. */
    public enum OldClasses { KEEP, REFIT }
}
