package org.diffcont.strategy;

/** {@code statistics.*}: what happens to old classes' statistics. Keys and ranges: {@code StrategyKeys}. */
public record StatisticsSettings(OldClasses oldClasses) {
    /** Keep them as fitted, or fit them anew on accepted replay after each experience. */
    public enum OldClasses { KEEP, REFIT }
}
