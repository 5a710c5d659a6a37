package org.diffcont.strategy;

import org.diffcont.config.Settings;
import org.diffcont.detect.source.FeatureReader;

/** The strategy that a configuration names. */
public final class Strategies {
    private Strategies() {
    }

    /** @param reader  of the same settings; stays the caller's */
    public static Strategy of(Settings settings, FeatureReader reader) {
        return switch (settings.get(StrategySettings.class).name()) {
            case DIFFCONT -> new DiffContStrategy(settings, reader);
            case NAIVE -> new NaiveStrategy(settings, reader);
            case GENERATIVE_REPLAY -> new GenerativeReplayStrategy(settings, reader);
            case REPLAY -> new ReplayStrategy(settings, reader);
            case DER_PLUS_PLUS -> new DerPlusPlusStrategy(settings, reader);
            case EWC -> new EwcStrategy(settings, reader);
            case LWF -> new LwfStrategy(settings, reader);
            case INDEPENDENT -> new IndependentStrategy(settings, reader);
            case JOINT -> new JointStrategy(settings, reader);
        };
    }
}
