package org.diffcont.operation;

import java.util.List;
import java.util.function.Function;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.PinnedFiles;
import org.diffcont.error.ModelException;
import org.diffcont.error.UserException;
import org.diffcont.evt.ExpectedAlarms;
import org.diffcont.image.ImageInput;
import org.diffcont.image.SkippedImage;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;
import org.diffcont.progress.TaskContext;

/** Adds one product to a model on disk, or begins the model with it; no old image is needed. */
public final class ProductLearning {
    private final ModelFolder folder;
    private final Machine machine;
    private final Function<Settings, Learner> learners;

    public ProductLearning(ModelFolder folder, Machine machine) {
        this(folder, machine, Learner::of);
    }

    /** @param learners  gives the learner for a model's settings */
    public ProductLearning(ModelFolder folder, Machine machine, Function<Settings, Learner> learners) {
        this.folder = folder;
        this.machine = machine;
        this.learners = learners;
    }

    /**
     * What was learned.
     *
     * @param product      the new product's detector; its statistics are closed
     * @param falseAlarms  that its threshold will raise
     * @param known        all products' names
     * @param images       that were used
     * @param skipped      those that could not be read
     */
    public record Learned(ClassDetector product, ExpectedAlarms falseAlarms, List<String> known, int images,
            List<SkippedImage> skipped) {
        public Learned {
            known = List.copyOf(known);
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Learns a product and commits the new model.
     *
     * @param settings  for a new model; an existing one is continued with its own
     * @param reading   how files are read
     * @throws UserException a name that is taken, too few images, a folder that cannot be written; the model is then as
     *     it was
     */
    public Learned learn(String name, List<ImageInput> images, Settings settings, ReadingOptions reading,
            TaskContext context) {
        try (ModelFolder.Lock _ = folder.lock();
                ModelFolder.Stored before = folder.exists() ? folder.loadToChange(machine)
                    : ModelFolder.Stored.empty(PinnedFiles.pin(settings))) {
            if (before.model().classNames().contains(name)) {
                throw new ModelException("the model " + folder.path() + " knows the category \"" + name
                    + "\" already; give the new one another --name");
            }
            Settings effective = before.settings();
            Images loader = new Images(reading.over(effective), machine);
            Images.UsedImages normal = loader.normal(name, images, context.progress());
            TrainingImages training = loader.training(name, normal.loaded());
            try (Learner.Learned learned = learners.apply(effective).learn(before, List.of(training), machine,
                    context)) {
                DetectionModel model = learned.model();
                folder.commit(before, model, machine, Origin.of(Origin.LEARN, Version.PROGRAM,
                    List.of(normal.used())), learned.attachment());
                ClassDetector product = model.detector().classes().getLast();
                return new Learned(product, product.expectedAlarms(effective), model.classNames(),
                    normal.loaded().count(), normal.loaded().skipped());
            }
        }
    }
}
