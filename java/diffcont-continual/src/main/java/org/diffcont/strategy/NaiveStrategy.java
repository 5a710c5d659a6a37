package org.diffcont.strategy;

import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.progress.TaskContext;
import org.diffcont.replay.ReplayBuffer;

/**
 * Fine-tuning: the network goes on learning from the new classes alone, and nothing holds it to what it knew. The lower
 * bound of continual learning, where McCloskey and Cohen (1989) found catastrophic interference.
 */
public final class NaiveStrategy implements Strategy {
    private final SequentialLearning learning;

    /** @param reader  of the same settings; stays the caller's */
    public NaiveStrategy(Settings settings, FeatureReader reader) {
        this.learning = new SequentialLearning(settings, reader);
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        return learning.learn(state, newClasses, (_, _) -> ReplayBuffer.empty(), context);
    }
}
