package org.diffcont.config;

/** What a configuration needs a network for. */
final class NetworkUse {
    private NetworkUse() {}

    static boolean trains(TrainingSettings training) {
        return training.epochs() > 0 || training.steps() > 0;
    }

    static boolean any(TrainingSettings training, ReadingsSettings readings, RoutingSettings routing) {
        return trains(training) || readings.candidates().stream().anyMatch(c -> Parts.readsNetwork(c.source()))
                || routes(routing);
    }

    /** Whether a network says which class an image belongs to. */
    static boolean routes(RoutingSettings routing) {
        return switch (routing.rule()) {
            case HEAD -> true;
            case SHARED_COVARIANCE -> Parts.readsNetwork(routing.source());
            case NEAREST -> false;
        };
    }

    static boolean replays(StrategySettings strategy, TrainingSettings training, ReadingsSettings readings,
            RoutingSettings routing, StatisticsSettings statistics, ReplaySettings replay) {
        boolean images = switch (strategy.name()) {
            case DIFFCONT, GENERATIVE_REPLAY -> any(training, readings, routing) && replay.perClass() > 0;
            case REPLAY, DER_PLUS_PLUS -> strategy.exemplars() > 0;
            case NAIVE, EWC, LWF, INDEPENDENT, JOINT -> false;
        };
        return images && (trains(training) || statistics.oldClasses() == StatisticsSettings.OldClasses.REFIT);
    }
}
