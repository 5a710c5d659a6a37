package org.diffcont.operation;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.error.DataException;
import org.diffcont.files.Sha256;
import org.diffcont.image.AreaResize;
import org.diffcont.image.DatasetRules;
import org.diffcont.image.Image;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.ImageDecoder;
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

    /** Loads the images that can be read; the others are skipped and logged, or with {@code data.strict} an error. */
    public LoadedImages load(List<Path> paths) {
        return load(paths, Progress.none());
    }

    /** As {@link #load(List)}, for images that were loaded before: what is skipped was logged and counted then. */
    public LoadedImages loadAgain(List<Path> paths) {
        return decode(paths, Progress.none());
    }

    /** As {@link #load(List)}, with progress from its start to its end. */
    public LoadedImages read(List<Path> paths, Progress progress) {
        progress.start("reading", paths.size(), "images");
        LoadedImages loaded = load(paths, progress);
        progress.close();
        return loaded;
    }

    private LoadedImages decode(List<Path> paths, Progress progress) {
        return new ImageLoader(settings.data().imageSize(), limits(settings), machine.effectiveThreads(),
            settings.data().strict() ? OnUnreadable.STOP : OnUnreadable.SKIP).load(paths, done -> progress.step(1));
    }

    private LoadedImages load(List<Path> paths, Progress progress) {
        LoadedImages loaded = decode(paths, progress);
        for (SkippedImage skipped : loaded.skipped()) {
            LOG.warn("skipped: {}", skipped.reason());
        }
        this.skipped += loaded.skipped().size();
        return loaded;
    }

    /** The limits that the configuration sets to image files. */
    public static ImageLimits limits(Settings settings) {
        return new ImageLimits(settings.data().maxPixels(), settings.data().maxBytes(), settings.data().minSide(),
            Duration.ofSeconds(settings.data().maxDecodeSeconds()));
    }

    /** How many images have been skipped so far. */
    public int skipped() {
        return skipped;
    }

    /**
     * A new class's images, and what the model's history says of them.
     *
     * @param used  the files' hashes
     */
    public record LearnedImages(TrainingImages images, Origin.UsedImages used) {
    }

    /** Loads a new class's normal images and sets some aside for calibration. */
    public LearnedImages training(String name, List<Path> paths, Progress progress) {
        LoadedImages loaded = read(paths, progress);
        return new LearnedImages(training(name, loaded.images()), used(name, loaded));
    }

    /** As {@link #training(String, List, Progress)}; an image's hash is that of its samples, resized, little-endian. */
    public LearnedImages trainingPictures(String name, List<BufferedImage> pictures) {
        ImageBatch images = batch(pictures);
        return new LearnedImages(training(name, images), new Origin.UsedImages(name, hashes(images)));
    }

    private TrainingImages training(String name, ImageBatch images) {
        new DatasetRules(settings.data().minTrain()).checkTraining("category " + name, images.count());
        return TrainingImages.of(name, images, settings);
    }

    /**
     * Images in memory, by the rules for files.
     *
     * @throws DataException for the first that is too small, too large, or of a kind that is not supported
     */
    public ImageBatch batch(List<BufferedImage> pictures) {
        int size = settings.data().imageSize();
        float[][] images = new float[pictures.size()][];
        for (int i = 0; i < images.length; i++) {
            images[i] = AreaResize.resize(decode(pictures.get(i), i), size, size).values();
        }
        return new ImageBatch(images, images.length == 0 ? 0 : size);
    }

    private Image decode(BufferedImage picture, int index) {
        ImageLimits limits = limits(settings);
        int width = picture.getWidth();
        int height = picture.getHeight();
        if (Math.min(width, height) < limits.minSide() || (long) width * height > limits.maxPixels()) {
            throw new DataException(("image %d of the list is %d×%d pixels; allowed are sides from %d on and %d pixels "
                + "in all (keys data.min_side and data.max_pixels)").formatted(index + 1, width, height,
                    limits.minSide(), limits.maxPixels()));
        }
        try {
            return ImageDecoder.decode(picture);
        } catch (IllegalArgumentException e) {
            throw new DataException("image " + (index + 1) + " of the list cannot be used: " + e.getMessage()
                + "; give grey or RGB with up to 16 bits a sample", e);
        }
    }

    private static List<String> hashes(ImageBatch images) {
        ByteBuffer bytes = ByteBuffer.allocate(images.imageLength() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return Arrays.stream(images.images()).map(image -> {
            bytes.asFloatBuffer().put(image);
            return Sha256.of(bytes.array());
        }).toList();
    }

    /** What the model's history says of images that a class used. */
    public static Origin.UsedImages used(String className, LoadedImages images) {
        return new Origin.UsedImages(className, images.paths().stream().map(Images::hash).toList());
    }

    private static String hash(Path image) {
        try {
            return Sha256.of(image);
        } catch (IOException e) {
            throw new DataException("cannot read " + image + " again: " + e.getMessage() + "; keep the images in place "
                + "while they are learned", e);
        }
    }
}
