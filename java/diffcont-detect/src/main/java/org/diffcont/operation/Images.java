package org.diffcont.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.check.LearnedFrom;
import org.diffcont.image.BitsRule;
import org.diffcont.image.DatasetRules;
import org.diffcont.image.ImageFacts;
import org.diffcont.image.ImageInput;
import org.diffcont.image.ImageLimits;
import org.diffcont.image.ImageLoader;
import org.diffcont.image.ImageReading;
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
    private final Set<Integer> learnedBits = new TreeSet<>();
    private int skipped;

    public Images(Settings settings, Machine machine) {
        this(settings, machine, Set.of());
    }

    /**
     * @param learnedBits  what {@link LoadedImages#bits} was for each class that the images will be compared with; 0 is
     *                     left out
     */
    public Images(Settings settings, Machine machine, Set<Integer> learnedBits) {
        this.settings = settings;
        this.machine = machine;
        learnedBits.forEach(this::learned);
    }

    /** The bits of one more class that the images will be compared with; see the constructor. */
    public void learned(int bits) {
        if (bits > 0) {
            learnedBits.add(bits);
        }
    }

    /** Files as inputs. */
    public static List<ImageInput> files(List<Path> paths) {
        return paths.stream().<ImageInput>map(ImageInput.File::new).toList();
    }

    /**
     * Loads the images that can be read, with the bits of the classes learned so far; the others are skipped and logged,
     * or with {@code data.strict} an error.
     */
    public LoadedImages load(List<ImageInput> inputs) {
        return load(inputs, new BitsRule.Learned(learnedBits), false, Progress.none());
    }

    /** As {@link #load}, with the files' hashes. */
    public LoadedImages loadHashed(List<ImageInput> inputs) {
        return load(inputs, new BitsRule.Learned(learnedBits), true, Progress.none());
    }

    /** As {@link #load}, for images that were loaded before: what is skipped was logged and counted then. */
    public LoadedImages loadAgain(List<Path> paths) {
        return decode(files(paths), new BitsRule.Learned(learnedBits), false, Progress.none());
    }

    private LoadedImages decode(List<ImageInput> inputs, BitsRule bits, boolean hashed, Progress progress) {
        return new ImageLoader(settings.data().imageSize(), reading(settings, bits), machine.effectiveThreads(),
            settings.data().strict() ? OnUnreadable.STOP : OnUnreadable.SKIP).load(inputs, hashed,
                done -> progress.step(1));
    }

    private LoadedImages load(List<ImageInput> inputs, BitsRule bits, boolean hashed, Progress progress) {
        LoadedImages loaded = decode(inputs, bits, hashed, progress);
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

    /** How images are read to be shown: as the configuration says, each with the bits that it uses. */
    public static ImageReading reading(Settings settings) {
        return reading(settings, BitsRule.ITS_OWN);
    }

    /** @param auto  what {@code data.bits: auto} means */
    private static ImageReading reading(Settings settings, BitsRule auto) {
        OptionalInt bits = settings.data().bits();
        return new ImageReading(limits(settings), settings.data().page(),
            bits.isPresent() ? new BitsRule.Fixed(bits.getAsInt()) : auto);
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

    /** Loads normal images of a new class, with progress from its start to its end, and remembers their bits. */
    public UsedImages normal(String className, List<ImageInput> inputs, Progress progress) {
        UsedImages normal = normal(className, inputs, new BitsRule.Together(), progress);
        learned(normal.loaded().bits());
        tellBits(className, normal.loaded());
        return normal;
    }

    /**
     * Loads more normal images of a class that was learned.
     *
     * @param bits  what {@link LoadedImages#bits} was for its images
     */
    public UsedImages normal(String className, List<ImageInput> inputs, int bits, Progress progress) {
        return normal(className, inputs, new BitsRule.Learned(bits > 0 ? Set.of(bits) : Set.of()), progress);
    }

    private UsedImages normal(String className, List<ImageInput> inputs, BitsRule bits, Progress progress) {
        progress.start("reading", inputs.size(), "images");
        LoadedImages loaded = load(inputs, bits, true, progress);
        progress.close();
        long several = loaded.facts().stream().filter(f -> f.pages() > 1).count();
        if (several > 0) {
            LOG.warn("{}: {} of {} files have more than one page; only page {} is read (data.page)", className, several,
                loaded.count(), settings.data().page());
        }
        return new UsedImages(loaded, new Origin.UsedImages(className, loaded.sha256()));
    }

    /** Says what was guessed of the bits that a class's images use, and what may be wrong with it. */
    private void tellBits(String className, LoadedImages loaded) {
        List<ImageFacts> deep = loaded.facts().stream().filter(f -> f.bits() == 16).toList();
        if (deep.isEmpty() || settings.data().bits().isPresent()) {
            return;
        }
        int used = deep.stream().mapToInt(ImageFacts::usedBits).max().orElseThrow();
        int[] sorted = deep.stream().mapToInt(ImageFacts::usedBits).sorted().toArray();
        int usual = sorted[sorted.length / 2];
        if (loaded.bits() < 16) {
            LOG.warn("{}: the images use {} of 16 bits; they are taken as {}-bit (data.bits)", className, used,
                loaded.bits());
        } else if (usual <= 12) {
            LOG.warn("{}: most images use {} of 16 bits, but one uses {}; all are taken as 16-bit, most of them "
                + "as dark: remove the one, or begin a model with data.bits", className, usual, used);
        } else if (used < 15) {
            LOG.warn("{}: the images use {} of 16 bits; they are taken as 16-bit; if the camera gives fewer, begin a "
                + "model with data.bits", className, used);
        }
    }

    /**
     * Sets some of a new class's images aside for calibration.
     *
     * @throws org.diffcont.error.DataException when there are too few
     */
    public TrainingImages training(String className, LoadedImages loaded) {
        new DatasetRules(settings.data().minTrain()).checkTraining("category " + className, loaded.count());
        return TrainingImages.of(className, loaded.images(), settings).from(LearnedFrom.of(loaded.facts(), loaded.bits()));
    }
}
