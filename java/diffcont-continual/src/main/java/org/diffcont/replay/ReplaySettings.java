package org.diffcont.replay;

import org.diffcont.nativecore.TimestepSpacing;

/** {@code replay.*}: sampling images of old classes. Keys and ranges: {@code StrategyKeys}. */
public record ReplaySettings(
        int perClass, double acceptance, int maxAttempts, int ddimSteps, TimestepSpacing spacing, int batch) {
}
