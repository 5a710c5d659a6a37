package org.diffcont.config;

/** {@code replay.*}: sampling images of old classes. Keys and ranges: {@link Keys}. */
public record ReplaySettings(
        int perClass, double acceptance, int maxAttempts, int ddimSteps, Spacing spacing, boolean gate, int batch) {
    /** Which timesteps DDIM visits, as diffusers names them. */
    public enum Spacing { LEADING, TRAILING }
}
