package org.diffcont.strategy;

import java.util.List;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.operation.Learner;
import org.diffcont.progress.TaskContext;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.training.TrainingSettings;

/** Learns by the strategy that the settings name; for models with a network, or with stored images. */
public final class StrategyLearner implements Learner {
    private Optional<ReplayBuffer> replay = Optional.empty();

    @Override
    public boolean isFor(Settings settings) {
        return TrainingSettings.hasNetwork(settings) || StrategySettings.replays(settings);
    }

    @Override
    public Learned learn(ModelFolder.Stored before, List<TrainingImages> newProducts, Machine machine,
            TaskContext context) {
        Settings settings = before.settings();
        LearnerState state = LearnerFiles.read(before, machine);
        try (FeatureReader reader = new FeatureReader(settings, machine)) {
            Strategy.Outcome outcome = Strategies.of(settings, reader).learn(state, newProducts, context);
            replay = Optional.of(outcome.replay());
            return new Learned(LearnerFiles.model(outcome.state(), settings),
                LearnerFiles.attachment(outcome.state(), settings), outcome.state()::close);
        } finally {
            // The rest of the state is the caller's.
            if (state != null && state.network().isPresent()
                    && state.network().get() != before.model().network().orElse(null)) {
                state.network().get().close();
            }
        }
    }

    /** What was replayed when this learner last learned. */
    public Optional<ReplayBuffer> replay() {
        return replay;
    }
}
