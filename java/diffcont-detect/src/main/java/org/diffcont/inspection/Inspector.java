package org.diffcont.inspection;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.diffcont.config.Profiles;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.source.Trunks;
import org.diffcont.detect.choice.ReadingAdvice;
import org.diffcont.error.ComputationException;
import org.diffcont.error.ConfigurationException;
import org.diffcont.error.DataException;
import org.diffcont.error.ModelException;
import org.diffcont.error.PrerequisiteException;
import org.diffcont.error.UserException;
import org.diffcont.image.ImageFacts;
import org.diffcont.image.ImageInput;
import org.diffcont.image.LoadedImages;
import org.diffcont.image.SkippedImage;
import org.diffcont.machine.Machine;
import org.diffcont.model.HistoryEntry;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Step;
import org.diffcont.model.Verification;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.DetectLibrary;
import org.diffcont.nativecore.library.NativeLibraryException;
import org.diffcont.operation.ClassRecalibration;
import org.diffcont.operation.ImageScore;
import org.diffcont.operation.ProductLearning;
import org.diffcont.operation.ReadingOptions;
import org.diffcont.operation.Rollback;
import org.diffcont.operation.Scoring;
import org.diffcont.operation.ThresholdSetting;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.TaskContext;

/**
 * A model on disk, open for scoring and learning. Thread-safe; scoring goes on with the model as it was while a product
 * is learned. Images may be of any size, grey or colour, 1 to 16 bits a sample.
 *
 * <p>A change is committed to disk first and then taken over. A {@link ModelException} that says that the change is made
 * comes from the second: another part of the model is damaged there, and this inspector goes on with the model before.
 *
 * <p>Threads and device are those of the process: two inspectors with different ones share what the last one asked for.
 */
public final class Inspector implements AutoCloseable {
    private final ModelFolder folder;
    private final Machine machine;
    private final Settings settingsOfANewModel;
    private final ReadingOptions files;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** The model in use; null where there is none yet. */
    private Scoring scoring;
    private boolean closed;

    private Inspector(ModelFolder folder, Machine machine, Settings settingsOfANewModel, ReadingOptions files,
            Scoring scoring) {
        this.folder = folder;
        this.machine = machine;
        this.settingsOfANewModel = settingsOfANewModel;
        this.files = files;
        this.scoring = scoring;
    }

    /**
     * Opens a model that was learned before, by an application or by the command line, on all cores of the processor.
     *
     * @param folder  the model's folder
     * @return the model; close it when it is no longer needed
     * @throws ModelException when there is none, or it is damaged
     * @throws PrerequisiteException when the native library cannot be loaded
     */
    public static Inspector open(Path folder) {
        return builder(folder).open();
    }

    /**
     * Says how a model is opened or begun.
     *
     * @param folder  the model's folder
     * @return a builder
     */
    public static Builder builder(Path folder) {
        return new Builder(folder);
    }

    /** How a model is opened or begun. Not thread-safe. */
    public static final class Builder {
        private final Path folder;
        private final Map<String, String> runtime = new LinkedHashMap<>();
        private final Map<String, String> settings = new LinkedHashMap<>();

        private Builder(Path folder) {
            this.folder = folder;
        }

        /**
         * How many threads to use.
         *
         * @param threads  0, the default, takes all cores
         * @return this builder
         */
        public Builder threads(int threads) {
            runtime.put("runtime.threads", Integer.toString(threads));
            return this;
        }

        /**
         * What networks compute on.
         *
         * @param device  {@code cpu}, the default, {@code cuda}, {@code cuda:N} or {@code auto}
         * @return this builder
         */
        public Builder device(String device) {
            runtime.put("runtime.device", device);
            return this;
        }

        /**
         * The number format in which networks sample and embed.
         *
         * @param precision  {@code f32}, the default, {@code bf16} or {@code auto}
         * @return this builder
         */
        public Builder precision(String precision) {
            runtime.put("runtime.precision", precision);
            return this;
        }

        /**
         * A setting of a new model; of an existing one only the limits to image files: {@code data.max_pixels},
         * {@code data.max_bytes}, {@code data.min_side}, {@code data.max_decode_seconds}, and {@code data.strict}.
         *
         * @param key    of docs/configuration.md
         * @param value  in place of the one of the profile that is used where none is named
         * @return this builder
         */
        public Builder set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /**
         * Opens a model that was learned before.
         *
         * @return the model; close it when it is no longer needed
         * @throws ModelException when there is none, or it is damaged
         * @throws ConfigurationException a value that is not allowed, or a setting that only a new model takes
         * @throws UserException when the device cannot be used
         * @throws PrerequisiteException when the native library cannot be loaded
         */
        public Inspector open() {
            ReadingOptions files = new ReadingOptions(settings);
            Machine machine = machine();
            ModelFolder model = new ModelFolder(folder);
            return new Inspector(model, machine, null, files, scoring(model, machine, files));
        }

        /**
         * A new model, which the first product begins. Nothing is written before.
         *
         * @return the model; close it when it is no longer needed
         * @throws ModelException when there is a model already
         * @throws ConfigurationException when a key or value is not allowed
         * @throws UserException when the device cannot be used
         * @throws PrerequisiteException when the native library cannot be loaded
         */
        public Inspector create() {
            ModelFolder model = new ModelFolder(folder);
            if (model.exists()) {
                throw new ModelException("there is a model in " + folder + " already; open it, or choose another "
                    + "folder");
            }
            settings.keySet().stream().filter(key -> key.startsWith("runtime.")).findFirst().ifPresent(key -> {
                throw new ConfigurationException(key + " is no setting of a model; give it with threads(), device() or "
                    + "precision()");
            });
            Settings all = Trunks.settings(Profiles.DEFAULT, null, null, settings, _ -> { });
            return new Inspector(model, machine(), all, ReadingOptions.NONE, null);
        }

        private Machine machine() {
            Machine machine = Machine.read(null, runtime);
            loadLibrary();
            computing(machine::take);
            return machine;
        }
    }

    /**
     * The products that the model knows.
     *
     * @return in the order in which they were learned
     */
    public List<Product> products() {
        return reading(() -> scoring == null ? List.of() : scoring.classNames().stream()
            .map(name -> new Product(this, name)).toList());
    }

    /**
     * A product that the model knows.
     *
     * @param name  the product's
     * @return the product
     * @throws ModelException when the model does not know it
     */
    public Product product(String name) {
        detector(name);
        return new Product(this, name);
    }

    /**
     * Scores an image file.
     *
     * @param file  JPEG, PNG, TIFF, BMP, WebP, PGM or PPM
     * @return what the model says of it, without a heat map
     * @throws DataException when it is no image that can be scored
     * @throws ModelException when no product has been learned yet
     */
    public Inspection score(Path file) {
        return one(Source.of(file));
    }

    /**
     * Scores the content of an image file.
     *
     * @param content  JPEG, PNG, TIFF, BMP, WebP, PGM or PPM
     * @return what the model says of it, without a heat map
     * @throws DataException when it is no image that can be scored
     * @throws ModelException when no product has been learned yet
     */
    public Inspection score(byte[] content) {
        return one(Source.of(content, "(bytes)"));
    }

    /**
     * Scores the content of an image file.
     *
     * @param stream  gives JPEG, PNG, TIFF, BMP, WebP, PGM or PPM; read to its end, and left open
     * @return what the model says of it, without a heat map
     * @throws DataException when it is no image that can be scored
     * @throws ModelException when no product has been learned yet
     */
    public Inspection score(InputStream stream) {
        return one(Source.of(stream, "(stream)"));
    }

    /**
     * Scores a picture that was decoded already; see {@link Source}.
     *
     * @param picture  the image
     * @return what the model says of it, without a heat map
     * @throws DataException when it is no image that can be scored
     * @throws ModelException when no product has been learned yet
     */
    public Inspection score(BufferedImage picture) {
        return one(Source.of(picture, "(picture)"));
    }

    private Inspection one(Source source) {
        return switch (score(List.of(source), ScoreOptions.DEFAULT).getFirst()) {
            case Result.Scored scored -> scored.inspection();
            case Result.Rejected rejected -> throw new DataException(rejected.reason());
        };
    }

    /**
     * Scores several images at once, which is faster than one by one; the results are the same.
     *
     * @param sources  the images; a few dozen at most, since all are in memory at a time
     * @param options  the product, where it is known, and whether heat maps are wanted
     * @return a result for each image, in order; one that cannot be read does not fail the others
     * @throws ModelException when no product has been learned yet, or the model does not know that product
     * @throws ComputationException when the native core fails, for example for want of memory
     */
    public List<Result> score(List<Source> sources, ScoreOptions options) {
        return reading(() -> {
            if (scoring == null) {
                throw new ModelException("the model " + folder.path() + " knows no product yet; learn one first");
            }
            Optional<Integer> product = options.product().map(name -> Scoring.classIndex(scoring.model(), name));
            LoadedImages loaded = scoring.loadInputs(sources.stream().map(Source::input).toList());
            List<ImageScore> scores = scoring.score(loaded, product, options.heatMaps());
            List<Result> results = new ArrayList<>(sources.size());
            int next = 0;
            for (int i = 0; i < scores.size(); i++) {
                String name = sources.get(i).name();
                results.add(switch (scores.get(i)) {
                    case ImageScore.Scored scored -> new Result.Scored(name, inspection(scored, sources.get(i),
                        loaded.facts().get(next++)));
                    case ImageScore.Unreadable unreadable -> new Result.Rejected(name, unreadable.why());
                });
            }
            return results;
        });
    }

    private Inspection inspection(ImageScore.Scored score, Source source, ImageFacts facts) {
        return new Inspection(score.className(), score.known(), Verdict.valueOf(score.verdict().name()),
            score.reason(), score.warnings(), score.decision().distance(), score.decision().threshold(),
            score.decision().outlierProbability(),
            score.decision().logSurvival(), scoring.version(), score.heatMap().map(map -> new HeatMap(map,
                facts.width(), facts.height(), source, scoring.reading())));
    }

    /**
     * Learns one more product; no image of the others is needed.
     *
     * @param product  its name
     * @param normal   image files of good products only
     * @return what was learned
     * @throws UserException a name that is taken, too few images, a folder that cannot be written or that another
     *     thread or process writes; the model is then as it was
     */
    public Learned learn(String product, List<Path> normal) {
        return learn(product, Source.of(normal), TaskContext.none());
    }

    /**
     * As {@link #learn(String, List)}, from images of any kind, telling how far it is and stopping on demand.
     *
     * @param product  its name
     * @param normal   images of good products only
     * @param context  where progress goes, and the wish to stop
     * @return what was learned
     * @throws CancelledException when told to stop; the model is then as it was
     */
    public Learned learn(String product, List<Source> normal, TaskContext context) {
        Settings settings = reading(() -> scoring == null ? settingsOfANewModel : scoring.settings());
        ProductLearning.Learned learned = computing(() -> new ProductLearning(folder, machine).learn(product,
            inputs(normal), settings, files, context));
        takeOver();
        return new Learned(product, learned.product().thresholdDistance(), FalseAlarms.of(learned.falseAlarms()),
            learned.images(), skipped(learned.skipped()), ReadingAdvice.of(learned.product().statistics()));
    }

    Learned recalibrate(String product, List<Source> normal, boolean confirmed) {
        detector(product);
        ClassRecalibration.Recalibrated done = computing(() -> new ClassRecalibration(folder, machine)
            .recalibrate(product, inputs(normal), files, confirmed, TaskContext.none().progress()));
        takeOver();
        return new Learned(product, done.outcome().moved().thresholdDistance(), FalseAlarms.of(done.falseAlarms()),
            done.outcome().images(), skipped(done.skipped()), Optional.empty());
    }

    void setThreshold(String product, double distance, String reason) {
        detector(product);
        computing(() -> new ThresholdSetting(folder, machine).set(product, distance, reason));
        takeOver();
    }

    private static List<ImageInput> inputs(List<Source> sources) {
        return sources.stream().map(Source::input).toList();
    }

    private static Map<String, String> skipped(List<SkippedImage> images) {
        return images.stream().collect(Collectors.toMap(s -> s.input().name(), SkippedImage::reason, (a, _) -> a));
    }

    ClassDetector detector(String product) {
        return reading(() -> {
            if (scoring == null) {
                throw Scoring.unknownClass(product, List.of());
            }
            return scoring.model().detector().classes().get(Scoring.classIndex(scoring.model(), product));
        });
    }

    Optional<String> advice(String product) {
        return ReadingAdvice.of(detector(product).statistics());
    }

    /**
     * What was changed in the model, and when.
     *
     * @return oldest first
     * @throws ModelException when there is no model, or its history cannot be read
     */
    public List<Change> history() {
        requireOpen();
        return folder.history().stream().map(Inspector::change).toList();
    }

    private static Change change(HistoryEntry entry) {
        Step step = entry.step();
        return new Change(step.version(), step.action(), Optional.ofNullable(step.time()),
            step.classes().stream().map(Step.ClassImages::name).toList(), Optional.ofNullable(step.note()),
            entry.current(), entry.kept().isPresent());
    }

    /**
     * Returns to a version that is kept, as a new version.
     *
     * @param version  as {@link #history} gives it
     * @throws ModelException when it is not kept, in use already, or damaged; the model is then as it was
     */
    public void rollback(int version) {
        requireOpen();
        computing(() -> Rollback.to(folder, version, machine));
        takeOver();
    }

    /**
     * Checks the model on disk: every file's hash, that it can be loaded, and that it answers as when it was committed.
     *
     * @return what was checked; damage is no exception
     * @throws ModelException when there is no model
     */
    public List<Check> verify() {
        requireOpen();
        return computing(() -> folder.verify(false, machine)).checks().stream().map(check -> new Check(check.version(),
            check.subject(), check.result() != Verification.Result.FAILED, check.detail())).toList();
    }

    /**
     * Takes over what another process or another {@code Inspector} has changed in the model's folder.
     *
     * @throws ModelException when there is no model, or it is damaged; the one in use then stays in use
     */
    public void reload() {
        requireOpen();
        takeOver(scoring(folder, machine, files));
    }

    /** What this inspector has committed. It is there, whatever becomes of this, and who reads the error has to know. */
    private void takeOver() {
        Scoring fresh;
        try {
            fresh = scoring(folder, machine, files);
        } catch (ModelException e) {
            throw new ModelException("the change is made, but the model cannot be loaded: " + e.getMessage(), e);
        }
        takeOver(fresh);
    }

    private void takeOver(Scoring fresh) {
        lock.writeLock().lock();
        Scoring old = closed ? fresh : scoring;
        try {
            if (!closed) {
                scoring = fresh;
            }
        } finally {
            lock.writeLock().unlock();
        }
        if (old != null) {
            old.close();
        }
    }

    /** Frees the model, after the calls in progress; any call afterwards is an {@link IllegalStateException}. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed && scoring != null) {
                scoring.close();
            }
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            requireOpen();
            return computing(work);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void requireOpen() {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("this Inspector is closed");
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The native core's own errors are in a package that applications do not see. */
    private static <T> T computing(Supplier<T> work) {
        try {
            return work.get();
        } catch (NativeException e) {
            throw new ComputationException("the native core failed: " + e.getMessage(), e);
        }
    }

    private static Scoring scoring(ModelFolder folder, Machine machine, ReadingOptions files) {
        return computing(() -> new Scoring(folder, machine, Optional.empty(), files, false));
    }

    private static void loadLibrary() {
        try {
            DetectLibrary.load();
        } catch (NativeLibraryException e) {
            throw new PrerequisiteException(e.getMessage().replaceAll("\\s*\\R\\s*", " "), e);
        }
    }
}
