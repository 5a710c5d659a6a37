package org.diffcont.operation;

import java.util.List;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.DetectorLearning;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.PrerequisiteException;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.progress.TaskContext;

/** Fits the new products' statistics; products do not depend on each other, and no network learns. */
final class StatisticsLearner implements Learner {
    @Override
    public boolean isFor(Settings settings) {
        return !settings.readsNetwork();
    }

    @Override
    public Learned learn(ModelFolder.Stored before, List<TrainingImages> newProducts, Machine machine,
            TaskContext context) {
        Settings settings = before.settings();
        if (!isFor(settings) || before.hasAttachment()) {
            throw new PrerequisiteException("this model learns with a network, which takes the module "
                + "diffcont-continual; put it on the class path, or learn with the command line");
        }
        DetectionModel model = before.model();
        try (FeatureReader reader = new FeatureReader(settings, machine)) {
            DetectorLearning.Learned learned = new DetectorLearning(settings, reader).learn(model.detector(),
                Optional.empty(), newProducts, context);
            return new Learned(new DetectionModel(learned.detector(), Optional.empty(), model.experiences() + 1),
                _ -> { }, () -> { });
        }
    }
}
