package org.diffcont.strategy;

import java.util.List;
import java.util.Locale;
import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.config.SettingsRules;
import org.diffcont.replay.ReplaySettings;
import org.diffcont.training.TrainingSettings;

/** What the keys of strategies, training and replay must fulfil together, and with those of detection. */
final class StrategyRules {
    /** The same rules in words, for the documentation. */
    static final List<String> IN_WORDS = List.of(
            "`replay.ddim_steps` is not above `diffusion.timesteps`.",
            "Where samples of old classes are replayed, `network.image_size` is `data.image_size`: the gate reads "
                    + "samples as it reads images.",
            "`statistics.old_classes = refit` needs replay: a network and `replay.per_class` above 0, or"
                    + " `strategy.name = replay` or `der_plus_plus` and `strategy.exemplars` above 0. `strategy.name ="
                    + " joint` fits all classes anew anyway.",
            "With `strategy.name = independent` no network knows all classes, so images are routed without one:"
                    + " `routing.rule = nearest`, or `shared_covariance` with a `routing.source` that reads none.");

    private StrategyRules() {
    }

    /** @throws org.diffcont.error.ConfigurationException naming the keys that do not fit, and what would */
    static void check(Settings settings) {
        StrategySettings strategy = settings.get(StrategySettings.class);
        ReplaySettings replay = settings.get(ReplaySettings.class);
        if (TrainingSettings.hasNetwork(settings)) {
            SettingsRules.checkNetworkSize(settings.network(), settings.data());
        }
        RoutingSettings routing = settings.routing();
        SettingsRules.require(!strategy.hasANetworkForEachClass() || !TrainingSettings.hasNetwork(settings)
                || !settings.routesByNetwork(),
            "strategy.name = independent has no network that knows all classes, as routing.rule = %s%s needs; set "
                + "routing.rule = nearest, or shared_covariance with a routing.source that reads no network",
            routing.rule().name().toLowerCase(Locale.ROOT),
            routing.rule() == RoutingSettings.Rule.HEAD ? "" : " of " + routing.source());
        boolean replays = StrategySettings.replays(settings);
        SettingsRules.require(!replays || !strategy.samples()
                || settings.network().imageSize() == settings.data().imageSize(),
            "network.image_size = %d is not data.image_size = %d, so that replayed samples are too small for the "
                + "gate to read; set both alike, or replay.per_class = 0",
            settings.network().imageSize(), settings.data().imageSize());
        SettingsRules.require(replays || settings.get(StatisticsSettings.class).oldClasses()
                != StatisticsSettings.OldClasses.REFIT || strategy.name() == StrategySettings.Name.JOINT,
            "statistics.old_classes = refit needs replayed images, and there are none (%s); set it to keep",
            noReplay(strategy, replay));
        SettingsRules.require(replay.ddimSteps() <= settings.diffusion().timesteps(),
            "replay.ddim_steps = %d is above diffusion.timesteps = %d", replay.ddimSteps(),
            settings.diffusion().timesteps());
    }

    private static String noReplay(StrategySettings strategy, ReplaySettings replay) {
        return switch (strategy.name()) {
            case NAIVE, EWC, LWF, INDEPENDENT, JOINT ->
                    "strategy.name = " + strategy.name().name().toLowerCase(Locale.ROOT);
            case REPLAY, DER_PLUS_PLUS -> "strategy.exemplars = 0";
            case DIFFCONT, GENERATIVE_REPLAY -> replay.perClass() == 0 ? "replay.per_class = 0"
                : "nothing reads or trains a network";
        };
    }
}
