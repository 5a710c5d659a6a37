package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.progress.TaskContext;
import org.diffcont.training.TrainingSettings;

/**
 * Joint training: in every experience a new network and new statistics learn all classes so far together, from all
 * their images, as if they had come at once. The upper bound of continual learning and no instance of it: it keeps
 * every training image, and each experience takes longer than the one before. Where {@code training.steps} is set,
 * experience e takes (e + 1) times as many, what the other strategies have taken in all by then. Without a network,
 * statistics of the classes do not depend on each other, and the new ones are just added.
 */
public final class JointStrategy implements Strategy {
    private static final int MOST_STEPS = 1_000_000_000;

    private final Settings settings;
    private final FeatureReader reader;

    /** @param reader  of the same settings; stays the caller's */
    public JointStrategy(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        if (!TrainingSettings.hasNetwork(settings)) {
            return new DiffContStrategy(settings, reader).learn(state, newClasses, context);
        }
        List<StoredImages> stored = new ArrayList<>(state == null ? List.of() : state.stored());
        newClasses.forEach(images -> stored.add(StoredImages.of(images.images())));
        List<String> names = new ArrayList<>(state == null ? List.of() : state.classNames());
        newClasses.forEach(images -> names.add(images.name()));
        List<TrainingImages> all = new ArrayList<>();
        for (StoredImages images : stored) {
            all.add(TrainingImages.of(names.get(all.size()), images.images(), settings));
        }
        int before = state == null ? 0 : state.experiences();
        Outcome outcome = new SequentialLearning(scaled(before + 1), reader).learn(null, all, (_, _) -> {
            throw new IllegalStateException("a first experience replays nothing");
        }, context);
        return outcome.after(before).storing(stored);
    }

    private Settings scaled(int experiences) {
        TrainingSettings training = settings.get(TrainingSettings.class);
        return training.steps() == 0 ? settings : settings.with("training.steps",
            Long.toString(Math.min(MOST_STEPS, (long) training.steps() * experiences)));
    }
}
