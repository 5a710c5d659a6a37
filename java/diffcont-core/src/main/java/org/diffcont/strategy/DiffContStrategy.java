package org.diffcont.strategy;

import java.util.List;
import org.diffcont.config.Settings;

/**
 * The paper's method (Algorithm 1): a frozen teacher replays the old classes through their Weibull gates; the student
 * learns the new classes and the replay with distillation; the new classes' statistics and tails are fitted.
 */
public final class DiffContStrategy implements Strategy {
    private final SequentialLearning learning;
    private final SequentialLearning.Replay replay;

    public DiffContStrategy(Settings settings) {
        this.learning = new SequentialLearning(settings);
        this.replay = SequentialLearning.Replay.sampled(settings);
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, Context context) {
        return learning.learn(state, newClasses, replay, context);
    }
}
