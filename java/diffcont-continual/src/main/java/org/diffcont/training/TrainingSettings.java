package org.diffcont.training;

import org.diffcont.config.Settings;
import org.diffcont.machine.PrecisionChoice;

/** {@code training.*}: the optimizer's steps in one experience. Keys and ranges: {@code StrategyKeys}. */
public record TrainingSettings(
        int epochs,
        int steps,
        int batchCurrent,
        int batchReplay,
        double learningRate,
        double clipNorm,
        double labelDropout,
        PrecisionChoice precision) {
    /** Whether a network takes training steps. */
    public boolean trains() {
        return epochs > 0 || steps > 0;
    }

    /** Whether there is a network: something trains it or reads it. */
    public static boolean hasNetwork(Settings settings) {
        return settings.get(TrainingSettings.class).trains() || settings.readsNetwork();
    }
}
