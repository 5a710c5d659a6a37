package org.diffcont.config;

/** {@code training.*}: the optimizer's steps in one experience. Keys and ranges: {@link Keys}. */
public record TrainingSettings(
        int epochs,
        int steps,
        int batchCurrent,
        int batchReplay,
        double learningRate,
        double clipNorm,
        double labelDropout,
        RuntimeSettings.Precision precision) {}
