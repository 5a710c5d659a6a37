package org.diffcont.strategy;

import java.util.List;
import java.util.Map;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.progress.TaskContext;

/**
 * Deep generative replay (Shin et al. 2017, "Continual Learning with Deep Generative Replay"): the old network's
 * samples of the old classes are learned like images, beside the new classes. No gate looks at them, and no
 * distillation term holds the student to its teacher. A sample's label is the class that it was drawn for, where Shin
 * et al. ask the old classifier, since their generator knows no classes.
 */
public final class GenerativeReplayStrategy implements Strategy {
    private final SequentialLearning learning;
    private final SequentialLearning.Replay replay;

    /** @param reader  of the same settings; stays the caller's */
    public GenerativeReplayStrategy(Settings settings, FeatureReader reader) {
        Settings ungated = settings.with("replay.acceptance", "1").with(WITHOUT_TEACHER);
        this.learning = new SequentialLearning(ungated, reader);
        this.replay = SequentialLearning.Replay.sampled(ungated, reader);
    }

    /** Keys that switch off every term in which the student follows its teacher. */
    static final Map<String, String> WITHOUT_TEACHER = Map.of("loss.distillation", "0", "loss.alignment", "0",
        "loss.classifier_distillation", "0");

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        return learning.learn(state, newClasses, replay, context);
    }
}
