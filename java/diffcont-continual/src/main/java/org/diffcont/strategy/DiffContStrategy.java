package org.diffcont.strategy;

import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.progress.TaskContext;

/**
 * The paper's method (Algorithm 1): a frozen teacher replays the old classes through their Weibull gates; the student
 * learns the new classes and the replay with distillation; the new classes' statistics and tails are fitted.
 */
public final class DiffContStrategy implements Strategy {
    private final SequentialLearning learning;
    private final SequentialLearning.Replay replay;

    /** @param reader  of the same settings; stays the caller's */
    public DiffContStrategy(Settings settings, FeatureReader reader) {
        this.learning = new SequentialLearning(settings, reader);
        this.replay = SequentialLearning.Replay.sampled(settings, reader);
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        return learning.learn(state, newClasses, replay, context);
    }
}
