package org.diffcont.config;

/** {@code runtime.*}: what the run uses of the machine. Keys and ranges: {@link Keys}. */
public record RuntimeSettings(int threads, String device, boolean tf32, Precision precision) {
    /** Number format of the arithmetic: here for sampling and embedding, in {@link TrainingSettings} for training. */
    public enum Precision { F32, BF16, AUTO }

    /** {@code threads}, with 0 replaced by the number of cores this process may use. */
    public int effectiveThreads() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }
}
