package org.diffcont.replay;

/** {@code replay.*}: sampling images of old classes. Keys and ranges: {@code StrategyKeys}. */
public record ReplaySettings(
        int perClass, double acceptance, int maxAttempts, int ddimSteps, Spacing spacing, int batch) {
    /** Which timesteps DDIM visits, as diffusers names them. */
    public enum Spacing { LEADING, TRAILING }
}
