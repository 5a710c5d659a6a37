package org.diffcont.run;

import org.diffcont.config.Settings;

/** The number of threads a configuration means. */
public final class Threads {
    private Threads() {
    }

    /** {@code runtime.threads}, or one for each processor where it is 0. */
    public static int count(Settings settings) {
        int threads = settings.runtime().threads();
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }
}
