package org.diffcont.strategy;

import org.diffcont.config.Settings;

/** The strategy that a configuration names. */
public final class Strategies {
    private Strategies() {
    }

    public static Strategy of(Settings settings) {
        return switch (settings.strategy().name()) {
            case DIFFCONT -> new DiffContStrategy(settings);
            case NAIVE -> new NaiveStrategy(settings);
            case GENERATIVE_REPLAY -> new GenerativeReplayStrategy(settings);
            case REPLAY -> new ReplayStrategy(settings);
            case DER_PLUS_PLUS -> new DerPlusPlusStrategy(settings);
            case EWC -> new EwcStrategy(settings);
            case LWF -> new LwfStrategy(settings);
            case INDEPENDENT -> new IndependentStrategy(settings);
            case JOINT -> new JointStrategy(settings);
        };
    }
}
