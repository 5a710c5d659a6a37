package org.diffcont.strategy;

import org.diffcont.config.Settings;
import org.diffcont.replay.ReplaySettings;
import org.diffcont.training.TrainingSettings;


/** {@code strategy.*}: how the learner gets from one experience to the next. Keys and ranges: {@code StrategyKeys}. */
public record StrategySettings(Name name, int exemplars, long exemplarBytes, double derAlpha, double derBeta,
        double ewcWeight, int fisherImages, double lwfWeight, double lwfTemperature) {
    /** Each is a class of its own in {@code org.diffcont.strategy}, which names its source. */
    public enum Name { DIFFCONT, NAIVE, GENERATIVE_REPLAY, REPLAY, DER_PLUS_PLUS, EWC, LWF, INDEPENDENT, JOINT }

    /** Whether old classes are replayed from samples of the network. */
    public boolean samples() {
        return name == Name.DIFFCONT || name == Name.GENERATIVE_REPLAY;
    }

    /** Whether each class has a network of its own, which reads no other class's images but to measure them. */
    public boolean hasANetworkForEachClass() {
        return name == Name.INDEPENDENT;
    }

    /** Whether old classes are replayed: the strategy does so, and the network or old statistics learn from it. */
    public static boolean replays(Settings settings) {
        StrategySettings strategy = settings.get(StrategySettings.class);
        boolean images = switch (strategy.name()) {
            case DIFFCONT, GENERATIVE_REPLAY -> TrainingSettings.hasNetwork(settings)
                && settings.get(ReplaySettings.class).perClass() > 0;
            case REPLAY, DER_PLUS_PLUS -> strategy.exemplars() > 0;
            case NAIVE, EWC, LWF, INDEPENDENT, JOINT -> false;
        };
        return images && (settings.get(TrainingSettings.class).trains()
            || settings.get(StatisticsSettings.class).oldClasses() == StatisticsSettings.OldClasses.REFIT);
    }
}
