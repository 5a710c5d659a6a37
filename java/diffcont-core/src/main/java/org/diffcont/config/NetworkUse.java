package org.diffcont.config;

/** What a configuration needs a network for. */
final class NetworkUse {
    private NetworkUse() {}

    static boolean trains(TrainingSettings training) {
        return training.epochs() > 0 || training.steps() > 0;
    }

    static boolean any(TrainingSettings training, ReadingsSettings readings, RoutingSettings routing) {
        return trains(training) || readings.candidates().stream().anyMatch(c -> Parts.readsNetwork(c.source()))
                || switch (routing.rule()) {
                    case HEAD -> true;
                    case SHARED_COVARIANCE -> Parts.readsNetwork(routing.source());
                    case NEAREST -> false;
                };
    }

    static boolean replays(TrainingSettings training, ReadingsSettings readings, RoutingSettings routing,
            StatisticsSettings statistics, ReplaySettings replay) {
        return any(training, readings, routing) && replay.perClass() > 0
                && (trains(training) || statistics.oldClasses() == StatisticsSettings.OldClasses.REFIT);
    }
}
