package org.diffcont.strategy;

import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.progress.TaskContext;

/**
 * Experience replay (Chaudhry et al. 2019, "On Tiny Episodic Memories in Continual Learning"): some training images of
 * each class are stored ({@link Exemplars}) and learned again beside the new classes; no distillation. It keeps real
 * images, which DiffCont does without.
 */
public final class ReplayStrategy implements Strategy {
    private final Settings settings;
    private final SequentialLearning learning;
    private final Exemplars exemplars;

    /** @param reader  of the same settings; stays the caller's */
    public ReplayStrategy(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.learning = new SequentialLearning(settings.with(GenerativeReplayStrategy.WITHOUT_TEACHER), reader);
        this.exemplars = new Exemplars(settings, false);
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        List<StoredImages> stored = StrategySettings.replays(settings) ? exemplars.after(state, newClasses) : List.of();
        return learning.learn(state, newClasses, (before, _) -> Exemplars.buffer(before), context).storing(stored);
    }
}
