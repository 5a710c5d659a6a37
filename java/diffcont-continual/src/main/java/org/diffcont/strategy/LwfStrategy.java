package org.diffcont.strategy;

import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.nativecore.Trainer;
import org.diffcont.progress.TaskContext;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.training.TrainingTerms;

/**
 * Learning without forgetting (Li and Hoiem 2017): nothing is stored and nothing replayed; on the new classes' images
 * the network keeps what the old network says of them, weighted by {@code strategy.lwf_weight} (lambda_o). What it says
 * is the old classes' probabilities at {@code strategy.lwf_temperature} (equations 2 and 3) and the noise it predicts,
 * each image being fed with an old class's label, drawn at random, since the old outputs of this network are those
 * under the old labels. The new classes are learned by the losses of all strategies, with one softmax over all classes
 * where Li and Hoiem have one a task: at test time the task is not known here.
 */
public final class LwfStrategy implements Strategy {
    private final Settings settings;
    private final SequentialLearning learning;

    /** @param reader  of the same settings; stays the caller's */
    public LwfStrategy(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.learning = new SequentialLearning(settings, reader);
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        boolean first = state == null;
        return learning.learn(state, newClasses, (_, _) -> ReplayBuffer.empty(), new TrainingTerms() {
            @Override
            public void prepare(Trainer trainer) {
                if (!first) {
                    trainer.keepOldOutputs(settings.get(StrategySettings.class).lwfWeight(), settings.get(StrategySettings.class).lwfTemperature());
                }
            }
        }, context);
    }
}
