package org.diffcont.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Trainer;
import org.diffcont.nativecore.WeightAnchor;
import org.diffcont.progress.TaskContext;
import org.diffcont.random.Seeds;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.training.TrainingTerms;

/**
 * Elastic weight consolidation (Kirkpatrick et al. 2017, "Overcoming catastrophic forgetting in neural networks",
 * equation 3): nothing is replayed, and each weight of U-Net and head is held where it was as strongly as it mattered,
 * by the diagonal of the Fisher information at the end of each experience: the loss has the term
 * {@code strategy.ewc_weight} / 2 times the sum of F (w - w*)^2. The penalties of several experiences are kept as one,
 * since a sum of quadratics is one: F are summed, w* is their mean weighted by F. The state is two numbers a weight.
 *
 * <p>The likelihood whose information it is: the label's under the classifier, and the noise's under a normal
 * distribution, both up to the factors of the losses.
 */
public final class EwcStrategy implements Strategy {
    private final Settings settings;
    private final SequentialLearning learning;

    /** @param reader  of the same settings; stays the caller's */
    public EwcStrategy(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.learning = new SequentialLearning(settings, reader);
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        Terms terms = new Terms(state);
        return learning.learn(state, newClasses, (_, _) -> ReplayBuffer.empty(), terms, context)
            .anchored(terms.anchor);
    }

    private final class Terms implements TrainingTerms {
        private final int experience;
        private Optional<WeightAnchor> anchor;

        Terms(LearnerState state) {
            experience = state == null ? 0 : state.experiences();
            anchor = state == null ? Optional.empty() : state.anchor();
        }

        @Override
        public void prepare(Trainer trainer) {
            anchor.ifPresent(known -> trainer.hold(known, settings.get(StrategySettings.class).ewcWeight()));
        }

        @Override
        public void finish(Trainer trainer, ImageBatch images, int[] labels, TaskContext context) {
            context.cancel().throwIfCancelled();
            int[] order = Seeds.permutation(labels.length, Seeds.generator(settings.seed(), "fisher images",
                experience));
            int[] chosen = Arrays.copyOf(order, Math.min(order.length,
                settings.get(StrategySettings.class).fisherImages()));
            int[] classes = Arrays.stream(chosen).map(i -> labels[i]).toArray();
            WeightAnchor learned = new WeightAnchor(trainer.importance(images.select(chosen).values(), classes), trainer.weights(),
                trainer.classCount());
            anchor = Optional.of(anchor.map(known -> sum(trainer.expanded(known), learned)).orElse(learned));
        }
    }

    /** The anchor whose penalty is that of both, up to a constant. */
    static WeightAnchor sum(WeightAnchor one, WeightAnchor other) {
        float[] importance = new float[one.importance().length];
        float[] center = new float[importance.length];
        for (int i = 0; i < importance.length; i++) {
            double a = one.importance()[i];
            double b = other.importance()[i];
            importance[i] = (float) (a + b);
            center[i] = a == 0 ? other.center()[i] : (float) ((a * one.center()[i] + b * other.center()[i]) / (a + b));
        }
        return new WeightAnchor(importance, center, one.classes());
    }
}
