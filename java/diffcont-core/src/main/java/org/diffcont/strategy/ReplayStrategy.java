package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.FeatureReader;
import org.diffcont.experience.Seeds;
import org.diffcont.replay.ReplayBuffer;

/**
 * Experience replay (Chaudhry et al. 2019, "On Tiny Episodic Memories in Continual Learning"): some training images of
 * each class are stored, drawn at random, and learned again beside the new classes; no distillation. With
 * {@code strategy.exemplar_bytes} all classes share one budget evenly and old ones give way to new ones, as in iCaRL
 * (Rebuffi et al. 2017). It keeps real images, which DiffCont does without.
 */
public final class ReplayStrategy implements Strategy {
    private final Settings settings;
    private final SequentialLearning learning;

    /** @param reader  of the same settings; stays the caller's */
    public ReplayStrategy(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.learning = new SequentialLearning(settings.with(GenerativeReplayStrategy.WITHOUT_TEACHER), reader);
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, Context context) {
        List<StoredImages> stored = settings.replays() ? stored(state, newClasses) : List.of();
        return learning.learn(state, newClasses, (before, _) -> buffer(before), context).storing(stored);
    }

    /** Every stored image, class after class. */
    private static ReplayBuffer buffer(LearnerState state) {
        List<String> names = state.classNames();
        List<float[]> parts = new ArrayList<>();
        List<ReplayBuffer.ClassReplay> classes = new ArrayList<>();
        for (StoredImages images : state.stored()) {
            int classIndex = classes.size();
            parts.add(images.images());
            classes.add(new ReplayBuffer.ClassReplay(classIndex, names.get(classIndex), images.count(),
                images.count(), images.count(), 0, List.of()));
        }
        int[] labels = classes.stream().flatMapToInt(c -> Collections.nCopies(c.kept(), c.classIndex()).stream()
            .mapToInt(i -> i)).toArray();
        return new ReplayBuffer(TrainingImages.join(parts), labels, Collections.nCopies(labels.length, true), classes);
    }

    private List<StoredImages> stored(LearnerState state, List<TrainingImages> newClasses) {
        List<StoredImages> stored = new ArrayList<>(state == null ? List.of() : state.stored());
        int classes = stored.size() + newClasses.size();
        for (TrainingImages images : newClasses) {
            int[] order = Seeds.permutation(images.split().train().length,
                Seeds.generator(settings.seed(), "exemplars", stored.size()));
            int[] chosen = new int[Math.min(order.length, limit(classes))];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = images.split().train()[order[i]];
            }
            stored.add(StoredImages.of(images.select(chosen), chosen.length));
        }
        stored.replaceAll(images -> images.first(limit(classes)));
        return List.copyOf(stored);
    }

    /** Most images of one class, of so many classes. */
    private int limit(int classes) {
        long budget = settings.strategy().exemplarBytes();
        long side = settings.data().imageSize();
        return budget == 0 ? settings.strategy().exemplars()
            : (int) Math.min(settings.strategy().exemplars(), budget / (3 * side * side * classes));
    }
}
