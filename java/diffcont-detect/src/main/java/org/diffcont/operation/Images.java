package org.diffcont.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.check.LearnedFrom;
import org.diffcont.image.DatasetRules;
import org.diffcont.image.ImageInput;
import org.diffcont.image.ImageLimits;
import org.diffcont.image.ImageLoader;
import org.diffcont.image.LoadedImages;
import org.diffcont.image.OnUnreadable;
import org.diffcont.image.SkippedImage;
import org.diffcont.machine.Machine;
import org.diffcont.model.Origin;
import org.diffcont.progress.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads images as the configuration says: size, limits, skipping or stopping at a bad one. */
public final class Images {
    private static final Logger LOG = LoggerFactory.getLogger(Images.class);

    private final Settings settings;
    private final Machine machine;
    private int skipped;

    public Images(Settings settings, Machine machine) {
        this.settings = settings;
        this.machine = machine;
    }

    /** Files as inputs. */
    public static List<ImageInput> files(List<Path> paths) {
        return paths.stream().<ImageInput>map(ImageInput.File::new).toList();
    }

    /** Loads the images that can be read; the others are skipped and logged, or with {@code data.strict} an error. */
    public LoadedImages load(List<ImageInput> inputs) {
        return load(inputs, false, Progress.none());
    }

    /** As {@link #load}, with the files' hashes. */
    public LoadedImages loadHashed(List<ImageInput> inputs) {
        return load(inputs, true, Progress.none());
    }

    /** As {@link #load}, for images that were loaded before: what is skipped was logged and counted then. */
    public LoadedImages loadAgain(List<Path> paths) {
        return decode(files(paths), false, Progress.none());
    }

    private LoadedImages decode(List<ImageInput> inputs, boolean hashed, Progress progress) {
        return new ImageLoader(settings.data().imageSize(), limits(settings), machine.effectiveThreads(),
            settings.data().strict() ? OnUnreadable.STOP : OnUnreadable.SKIP).load(inputs, hashed,
                done -> progress.step(1));
    }

    private LoadedImages load(List<ImageInput> inputs, boolean hashed, Progress progress) {
        LoadedImages loaded = decode(inputs, hashed, progress);
        for (SkippedImage one : loaded.skipped()) {
            LOG.warn("skipped: {}", one.reason());
        }
        skipped += loaded.skipped().size();
        return loaded;
    }

    /** The limits that the configuration sets to images. */
    public static ImageLimits limits(Settings settings) {
        return new ImageLimits(settings.data().maxPixels(), settings.data().maxBytes(), settings.data().minSide(),
            Duration.ofSeconds(settings.data().maxDecodeSeconds()));
    }

    /** How many images have been skipped so far. */
    public int skipped() {
        return skipped;
    }

    /**
     * A class's images, and what the model's history says of them.
     *
     * @param used  their hashes
     */
    public record UsedImages(LoadedImages loaded, Origin.UsedImages used) {
    }

    /** Loads normal images of a class, with progress from its start to its end. */
    public UsedImages normal(String className, List<ImageInput> inputs, Progress progress) {
        progress.start("reading", inputs.size(), "images");
        LoadedImages loaded = load(inputs, true, progress);
        progress.close();
        return new UsedImages(loaded, new Origin.UsedImages(className, loaded.sha256()));
    }

    /**
     * Sets some of a new class's images aside for calibration.
     *
     * @throws org.diffcont.error.DataException when there are too few
     */
    public TrainingImages training(String className, LoadedImages loaded) {
        new DatasetRules(settings.data().minTrain()).checkTraining("category " + className, loaded.count());
        return TrainingImages.of(className, loaded.images(), settings).from(LearnedFrom.of(loaded.facts(), 0));
    }
}
