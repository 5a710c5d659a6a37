package org.diffcont.run;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.diffcont.config.Settings;
import org.diffcont.detect.BackboneReader;
import org.diffcont.detect.FeatureReader;
import org.diffcont.error.ModelException;
import org.diffcont.error.UserException;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.Strategies;
import org.diffcont.strategy.Strategy;

/** Adds one category to a model on disk, or begins the model with it; no old image is needed. */
public final class CategoryLearning {
    private final ModelFolder folder;

    public CategoryLearning(ModelFolder folder) {
        this.folder = folder;
    }

    /**
     * Learns a category and commits the new model.
     *
     * @param settings  for a new model; an existing one is continued with its own, but {@code data.strict}
     * @throws UserException a name that is taken, too few images, a folder that cannot be written; the model is then as
     *     it was
     */
    public Strategy.Outcome learn(String name, List<Path> images, Settings settings, Strategy.Context context) {
        return learn(name, reading -> reading.training(name, images, context.progress()), settings, context);
    }

    /** As {@link #learn}, from images that are in memory. */
    public Strategy.Outcome learnPictures(String name, List<BufferedImage> pictures, Settings settings,
            Strategy.Context context) {
        return learn(name, reading -> reading.trainingPictures(name, pictures), settings, context);
    }

    private Strategy.Outcome learn(String name, Function<Images, Images.LearnedImages> images, Settings settings,
            Strategy.Context context) {
        try (ModelFolder.Lock lock = folder.lock()) {
            ModelFolder.Stored stored = folder.exists() ? folder.load() : null;
            LearnerState before = stored == null ? null : stored.state();
            try {
                if (before != null && before.classNames().contains(name)) {
                    throw new ModelException("the model " + folder.path() + " knows the category \"" + name
                        + "\" already; give the new one another --name");
                }
                Settings effective = stored == null ? BackboneReader.pin(settings) : stored.settings();
                Settings reading = settings.data().strict() ? effective.with("data.strict", "true") : effective;
                Images.LearnedImages learned = images.apply(new Images(reading));
                try (FeatureReader reader = new FeatureReader(effective)) {
                    Strategy.Outcome outcome = Strategies.of(effective, reader).learn(before,
                        List.of(learned.images()), context);
                    try {
                        folder.commit(outcome.state(), effective, Origin.of(Origin.LEARN, Version.PROGRAM,
                            List.of(learned.used())));
                    } finally {
                        outcome.state().close();
                    }
                    return outcome;
                }
            } finally {
                if (before != null) {
                    before.close();
                }
            }
        }
    }
}
