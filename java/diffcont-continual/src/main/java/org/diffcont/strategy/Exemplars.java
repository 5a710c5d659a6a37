package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.image.ImageBatch;
import org.diffcont.random.Seeds;
import org.diffcont.replay.ReplayBuffer;

/**
 * Which training images a strategy stores: of each class some, drawn at random. With {@code strategy.exemplar_bytes}
 * all classes share one budget evenly and old ones give way to new ones, as in iCaRL (Rebuffi et al. 2017).
 */
final class Exemplars {
    private static final int CHANNELS = 3;

    private final Settings settings;
    private final boolean withOutputs;

    /** @param withOutputs  whether the network's outputs are stored with each image, and count in the budget */
    Exemplars(Settings settings, boolean withOutputs) {
        this.settings = settings;
        this.withOutputs = withOutputs;
    }

    /** The images stored after an experience, by class: what is left of the old ones, and the new classes' ones. */
    List<StoredImages> after(LearnerState state, List<TrainingImages> newClasses) {
        List<StoredImages> stored = new ArrayList<>(state == null ? List.of() : state.stored());
        int classes = stored.size() + newClasses.size();
        for (TrainingImages images : newClasses) {
            int[] order = Seeds.permutation(images.split().train().length,
                Seeds.generator(settings.seed(), "exemplars", stored.size()));
            int[] chosen = new int[Math.min(order.length, limit(classes))];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = images.split().train()[order[i]];
            }
            stored.add(StoredImages.of(images.images().select(chosen)));
        }
        stored.replaceAll(images -> images.first(limit(classes)));
        return List.copyOf(stored);
    }

    /** Every stored image, class after class. */
    static ReplayBuffer buffer(LearnerState state) {
        List<String> names = state.classNames();
        List<ImageBatch> parts = new ArrayList<>();
        List<ReplayBuffer.ClassReplay> classes = new ArrayList<>();
        for (StoredImages images : state.stored()) {
            int classIndex = classes.size();
            parts.add(images.images());
            classes.add(new ReplayBuffer.ClassReplay(classIndex, names.get(classIndex), images.count(),
                images.count(), images.count(), 0, List.of()));
        }
        int[] labels = classes.stream().flatMapToInt(c -> Collections.nCopies(c.kept(), c.classIndex()).stream()
            .mapToInt(i -> i)).toArray();
        return new ReplayBuffer(ImageBatch.join(parts), labels, Collections.nCopies(labels.length, true), classes);
    }

    /** Most images of one class, of so many classes. */
    private int limit(int classes) {
        long budget = settings.get(StrategySettings.class).exemplarBytes();
        return budget == 0 ? settings.get(StrategySettings.class).exemplars()
            : (int) Math.min(settings.get(StrategySettings.class).exemplars(), budget / (bytes(classes) * classes));
    }

    /** Bytes of one stored image. */
    private long bytes(int classes) {
        long side = settings.data().imageSize();
        long networkSide = settings.network().imageSize();
        return CHANNELS * side * side + (withOutputs ? Float.BYTES * (CHANNELS * networkSide * networkSide + classes)
            : 0);
    }
}
