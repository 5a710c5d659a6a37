package org.diffcont.operation;

import java.util.List;
import java.util.ServiceLoader;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.TrainingImages;
import org.diffcont.machine.Machine;
import org.diffcont.model.Attachment;
import org.diffcont.model.ModelFolder;
import org.diffcont.progress.TaskContext;

/** Learns new products into a model. */
public interface Learner {
    /**
     * A model that has learned.
     *
     * @param model       shares with the one before what did not change
     * @param attachment  what goes along with it
     * @param rest        frees what the attachment holds
     */
    record Learned(DetectionModel model, Attachment attachment, Runnable rest) implements AutoCloseable {
        @Override
        public void close() {
            model.close();
            rest.run();
        }
    }

    /**
     * Learns products.
     *
     * @param before       the model so far; empty, with no files, for a new one. Not changed and not closed
     * @param newProducts  in class order
     * @throws org.diffcont.progress.CancelledException when asked to stop
     */
    Learned learn(ModelFolder.Stored before, List<TrainingImages> newProducts, Machine machine, TaskContext context);

    /** Whether this learner is for models of these settings, other than those whose products' statistics are all. */
    boolean isFor(Settings settings);

    /**
     * The learner of a model: of the modules that are there the one that is for its settings, or else the one that fits
     * statistics.
     */
    static Learner of(Settings settings) {
        for (Learner learner : ServiceLoader.load(Learner.class, Learner.class.getClassLoader())) {
            if (learner.isFor(settings)) {
                return learner;
            }
        }
        return new StatisticsLearner();
    }
}
