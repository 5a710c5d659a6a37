package org.diffcont.training;

import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Losses;
import org.diffcont.nativecore.Trainer;
import org.diffcont.progress.TaskContext;

/** What a strategy adds to the training of one experience. */
public interface TrainingTerms {
    /** Nothing. */
    TrainingTerms NONE = new TrainingTerms() { };

    /** Before the first step. */
    default void prepare(Trainer trainer) {
    }

    /** One step; replayed images come last. */
    default Losses step(Trainer trainer, ImageBatch images, int[] labels, Batch batch) {
        return trainer.step(images.values(), labels, batch.current().length, batch.replay().length);
    }

    /**
     * After the last step.
     *
     * @param images  the experience's training images, at the network's size
     * @param labels  their classes
     */
    default void finish(Trainer trainer, ImageBatch images, int[] labels, TaskContext context) {
    }
}
