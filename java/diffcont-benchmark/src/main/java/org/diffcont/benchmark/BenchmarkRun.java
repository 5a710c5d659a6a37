package org.diffcont.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.Dataset;
import org.diffcont.dataset.TestImage;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.PinnedFiles;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.DataException;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.BootstrapSettings;
import org.diffcont.evaluate.DataUse;
import org.diffcont.evaluate.Evaluator;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.evaluate.PixelEvaluation;
import org.diffcont.evaluate.RunCosts;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.evaluate.SamePictures;
import org.diffcont.evaluate.ScoredImage;
import org.diffcont.evaluate.ScoresCsv;
import org.diffcont.evaluate.UnknownProducts;
import org.diffcont.experience.DatasetSettings;
import org.diffcont.experience.Experience;
import org.diffcont.experience.ExperienceSettings;
import org.diffcont.experience.ExperienceStream;
import org.diffcont.experience.OutputSettings;
import org.diffcont.files.AtomicFiles;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;
import org.diffcont.operation.Images;
import org.diffcont.operation.Version;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;
import org.diffcont.progress.TaskContext;
import org.diffcont.random.Seeds;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.strategy.LearnerFiles;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.Strategies;
import org.diffcont.strategy.Strategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole protocol: learns the categories of a data set one experience after another, and after each evaluates all
 * classes seen so far. Everything is written to the run folder after each experience, so that a stopped run goes on
 * where it was.
 */
public final class BenchmarkRun {
    private static final Logger LOG = LoggerFactory.getLogger(BenchmarkRun.class);

    private static final long MOST_TEST_IMAGE_BYTES = 256L << 20;

    private static final BootstrapSettings BOOTSTRAP = new BootstrapSettings(1000, 0.95, 0);

    private final RunFolder folder;
    private final Settings settings;
    private final Machine machine;
    private final Dataset dataset;
    private final boolean leaveOut;
    private final List<Experience> experiences;
    private final Path dataRoot;
    private final Images images;
    private final Strategy strategy;
    private final FeatureReader reader;
    private final Map<String, TestImages> tests = new HashMap<>();
    private final List<String> maskNotes = new ArrayList<>();
    private SamePictureSearch samePictures;
    private long roomForTestImages;

    public BenchmarkRun(RunFolder folder, Settings settings, Machine machine, Path dataRoot, Dataset dataset) {
        this(folder, settings, machine, dataRoot, dataset,
            Math.min(MOST_TEST_IMAGE_BYTES, Runtime.getRuntime().maxMemory() / 8));
    }

    /** @param roomForTestImages  bytes of test images that are kept from one evaluation to the next */
    BenchmarkRun(RunFolder folder, Settings settings, Machine machine, Path dataRoot, Dataset dataset,
            long roomForTestImages) {
        this.machine = machine;
        this.folder = folder;
        this.settings = PinnedFiles.pin(settings);
        this.dataRoot = dataRoot;
        this.roomForTestImages = roomForTestImages;
        this.images = new Images(settings, machine);
        this.dataset = dataset;
        this.leaveOut = settings.get(DatasetSettings.class).duplicates() == DatasetSettings.Duplicates.LEAVE_OUT;
        this.experiences = stream(dataset.categories(), settings);
        this.reader = new FeatureReader(this.settings, machine);
        this.strategy = Strategies.of(this.settings, reader);
        folder.pinDataset(describe(dataset.categories()));
    }

    /** What the caller is told after each experience. */
    public interface Listener {
        void evaluated(ExperienceEvaluation evaluation, int experiences);
    }

    /** The experiences, in order. */
    public List<Experience> experiences() {
        return experiences;
    }

    /** The results when all experiences are in the folder already; nothing is learned or locked for it. */
    public Optional<RunEvaluation> finished() {
        return Optional.of(folder.metrics()).filter(Files::exists).map(MetricsJson::read)
            .filter(run -> run.experiences().size() == experiences.size());
    }

    /** How many images could not be read and were skipped so far, in this process. */
    public int skippedImages() {
        return images.skipped();
    }

    /**
     * Runs all experiences that are not in the folder yet.
     *
     * @throws org.diffcont.progress.CancelledException when asked to stop; what was finished is in the folder
     * @throws UserException when another process runs it, or something cannot be read or written
     */
    public RunEvaluation run(Progress progress, CancelSignal cancel, Listener listener) {
        try (ModelFolder.Lock _ = folder.model().lock()) {
            return runLocked(progress, cancel, listener);
        }
    }

    private RunEvaluation runLocked(Progress progress, CancelSignal cancel, Listener listener) {
        Environment.forgetPeakMemory();
        machine.take();
        samePictures = new SamePictureSearch(dataRoot, folder.pictures());
        List<ExperienceEvaluation> evaluations = new ArrayList<>(Files.exists(folder.metrics())
            ? MetricsJson.read(folder.metrics()).experiences() : List.of());
        evaluations.forEach(e -> listener.evaluated(e, experiences.size()));
        ModelFolder model = folder.model();
        LearnerState state = model.exists() ? LearnerFiles.read(model.load(machine), machine) : null;
        if (state != null) {
            state.detector().classes().forEach(c -> images.learned(c.bits()));
        }
        List<String> classNames = experiences.stream().flatMap(e -> e.categories().stream()).map(Category::name)
            .toList();
        try {
            requireTogether(evaluations.size(), state);
            dataset.notes().forEach(LOG::warn);
            for (int index = evaluations.size(); index < experiences.size(); index++) {
                cancel.throwIfCancelled();
                Experience experience = experiences.get(index);
                long start = System.nanoTime();
                if (state == null || state.experiences() == index) {
                    LearnerState before = state;
                    state = learn(before, experience, progress, cancel);
                    if (before != null) {
                        before.closeAllBut(state);
                    }
                }
                Rejected rejected = new Rejected();
                List<ScoredImage> scored = score(state, experiences.subList(0, index + 1), rejected, progress, cancel);
                UnknownProducts unknown = settings.routing().findsUnknown()
                    ? unknown(state, experiences.subList(index + 1, experiences.size()), rejected, progress, cancel)
                    : null;
                ExperienceEvaluation evaluation = new Evaluator(BOOTSTRAP).evaluate(index,
                    experience.categories().stream().map(Category::name).toList(),
                    classNames.subList(0, state.detector().classes().size()), (System.nanoTime() - start) / 1e9,
                    scored, unknown);
                evaluations.add(evaluation);
                ScoresCsv.append(folder.scores(), index, classNames, scored);
                boolean last = index == experiences.size() - 1;
                write(evaluations, last ? heatMaps(state, scored, progress) : Optional.empty(), last);
                LOG.info("experience {} evaluated", index);
                listener.evaluated(evaluation, experiences.size());
            }
        } finally {
            if (state != null) {
                state.close();
            }
            reader.close();
        }
        return RunEvaluation.of(evaluations);
    }

    /** A stop leaves the model at most one experience ahead of the metrics. */
    private void requireTogether(int evaluated, LearnerState state) {
        int learned = state == null ? 0 : state.experiences();
        if (learned != evaluated && learned != evaluated + 1) {
            throw new UserException("the run in " + folder.path() + " cannot be resumed: its model has learned "
                + learned + " experiences, " + folder.metrics() + " holds " + evaluated
                + "; restore both from a backup or begin a new run");
        }
    }

    private LearnerState learn(LearnerState before, Experience experience, Progress progress, CancelSignal cancel) {
        List<TrainingImages> newClasses = new ArrayList<>();
        List<Origin.UsedImages> used = new ArrayList<>();
        int listed = 0;
        int loaded = 0;
        for (Category category : experience.categories()) {
            Images.UsedImages normal = images.normal(category.name(), Images.files(category.trainGood()), progress);
            newClasses.add(images.training(category.name(), normal.loaded()));
            samePictures.learn(normal.loaded());
            used.add(normal.used());
            listed += category.trainGood().size();
            loaded += normal.loaded().count();
        }
        TimedProgress timed = new TimedProgress(progress);
        Strategy.Outcome outcome = strategy.learn(before, newClasses, new TaskContext(timed, cancel));
        try {
            LossLog.append(folder.losses(), experience.index(), outcome.losses());
            Map<String, Long> bytes = new LinkedHashMap<>();
            outcome.state().detector().classes().forEach(c -> bytes.put(c.name(), c.statistics().bytes()));
            LearningLog.append(folder.learning(), new LearningLog.Entry(experience.index(),
                newClasses.stream().map(TrainingImages::name).toList(), timed.seconds(), outcome.losses().size(),
                outcome.losses().isEmpty() ? null : outcome.losses().getLast(),
                outcome.effectiveRank().isPresent() ? outcome.effectiveRank().getAsDouble() : null,
                outcome.replay().classes(), bytes, readings(outcome.state(), newClasses), listed - loaded,
                outcome.tails()));
            writeReplayPicture(experience.index(), outcome.replay());
            folder.model().commit(LearnerFiles.model(outcome.state(), settings), settings, machine,
                Origin.of(Origin.LEARN, Version.PROGRAM, used), LearnerFiles.attachment(outcome.state(), settings));
        } catch (RuntimeException | Error e) {
            // Closing twice what both states share, as the caller will, does no harm.
            outcome.state().close();
            throw e;
        }
        return outcome.state();
    }

    private static Map<String, List<LearningLog.LearnedReading>> readings(LearnerState state,
            List<TrainingImages> newClasses) {
        Map<String, List<LearningLog.LearnedReading>> readings = new LinkedHashMap<>();
        List<ClassDetector> classes = state.detector().classes();
        for (ClassDetector c : classes.subList(classes.size() - newClasses.size(), classes.size())) {
            readings.put(c.name(), c.statistics().readings().stream().map(LearningLog.LearnedReading::of).toList());
        }
        return readings;
    }

    private void writeReplayPicture(int experience, ReplayBuffer buffer) {
        if (buffer.count() > 0) {
            Path picture = folder.replayPicture(experience);
            AtomicFiles.createFolder(picture.getParent());
            ReplayPicture.write(picture, buffer);
        }
    }

    /** Images of learned products, and of those the ones called an unknown product. */
    private static final class Rejected {
        private int normal;
        private int ofNormal;
        private int defective;
        private int ofDefective;

        void add(boolean isDefective, boolean unknown) {
            if (isDefective) {
                defective++;
                ofDefective += unknown ? 1 : 0;
            } else {
                normal++;
                ofNormal += unknown ? 1 : 0;
            }
        }
    }

    /** @param rejected  is given all images */
    private List<ScoredImage> score(LearnerState state, List<Experience> seen, Rejected rejected, Progress progress,
            CancelSignal cancel) {
        List<ScoredImage> scored = new ArrayList<>();
        int classIndex = 0;
        int total = seen.stream().flatMap(e -> e.categories().stream()).mapToInt(c -> c.test().size()).sum();
        progress.start("evaluation", total, "images");
        for (Experience experience : seen) {
            for (Category category : experience.categories()) {
                cancel.throwIfCancelled();
                TestImages ofCategory = tests(category);
                List<Detector.ImageScores> scores = ofCategory.score(state, classIndex);
                for (int i = 0; i < scores.size(); i++) {
                    TestImage test = ofCategory.readable().get(i);
                    if (!isUsed(test)) {
                        continue;
                    }
                    scored.add(scoredImage(test, classIndex, scores.get(i), state.detector().classes()));
                    rejected.add(test.anomalous(), scores.get(i).unknown());
                }
                progress.step(category.test().size());
                classIndex++;
            }
        }
        progress.close();
        return scored;
    }

    /** Whether a test image has a part in the metrics. */
    private boolean isUsed(TestImage image) {
        return !leaveOut || !samePictures.isInTraining(image);
    }

    private TestImages tests(Category category) {
        return tests.computeIfAbsent(category.name(), _ -> {
            TestImages loaded = new TestImages(category, images, reader, settings, samePictures, roomForTestImages);
            roomForTestImages -= loaded.keptBytes();
            return loaded;
        });
    }

    private UnknownProducts unknown(LearnerState state, List<Experience> coming, Rejected rejected, Progress progress,
            CancelSignal cancel) {
        List<Category> categories = coming.stream().flatMap(e -> e.categories().stream()).toList();
        int never = 0;
        int neverRejected = 0;
        progress.start("unknown products", categories.stream().mapToInt(c -> c.test().size()).sum(), "images");
        for (Category category : categories) {
            cancel.throwIfCancelled();
            boolean[] unknown = tests(category).unknown(state);
            for (int i = 0; i < unknown.length; i++) {
                if (isUsed(tests(category).readable().get(i))) {
                    never++;
                    neverRejected += unknown[i] ? 1 : 0;
                }
            }
            progress.step(category.test().size());
        }
        progress.close();
        return new UnknownProducts(rejected.normal, rejected.ofNormal, rejected.defective, rejected.ofDefective, never,
            neverRejected);
    }

    private ScoredImage scoredImage(TestImage image, int classIndex, Detector.ImageScores scores,
            List<ClassDetector> classes) {
        int routed = scores.routedClass();
        return new ScoredImage(dataRoot.relativize(image.path()).toString(), classIndex, image.defectType(),
            image.anomalous(), classes.get(routed).decide(scores.distances()[routed]),
            classes.get(classIndex).decide(scores.distances()[classIndex]));
    }

    /** Draws and measures heat maps, where the configuration wants them. */
    private Optional<PixelEvaluation> heatMaps(LearnerState state, List<ScoredImage> scored, Progress progress) {
        if (!settings.get(OutputSettings.class).heatmaps()) {
            return Optional.empty();
        }
        progress.start("heat maps", 0, "images");
        HeatMapEvaluation heatMaps = new HeatMapEvaluation(state, reader, settings, images);
        heatMaps.draw(folder, dataRoot, scored);
        Optional<PixelEvaluation> pixels = heatMaps.pixels(experiences.stream().flatMap(e -> e.categories().stream())
            .toList(), dataRoot, this::isUsed, maskNotes);
        progress.close();
        return pixels;
    }

    private void write(List<ExperienceEvaluation> evaluations, Optional<PixelEvaluation> pixels, boolean last) {
        long peak = Environment.peakMemoryBytes();
        RunCosts costs = new RunCosts(peak, last ? millisecondsPerImage() : Double.NaN);
        DataUse data = dataUse();
        if (last) {
            data.notes().subList(dataset.notes().size(), data.notes().size()).forEach(LOG::warn);
        }
        MetricsJson.write(folder.metrics(), RunEvaluation.of(evaluations), pixels, costs, data, settings.toMap(),
            Environment.describe(settings, machine));
    }

    private DataUse dataUse() {
        int unreadableTraining = LearningLog.read(folder.learning()).stream()
            .mapToInt(LearningLog.Entry::skippedImages).sum();
        int unreadableTest = tests.values().stream().mapToInt(TestImages::unreadable).sum();
        SamePictures same = samePictures.found(leaveOut);
        List<String> notes = new ArrayList<>(dataset.notes());
        if (unreadableTraining + unreadableTest > 0) {
            notes.add("images that cannot be read and are left out: %d for training, %d for testing"
                .formatted(unreadableTraining, unreadableTest));
        }
        notes.addAll(maskNotes);
        notes.addAll(same.notes());
        return new DataUse(dataset.layout(), unreadableTraining, unreadableTest, dataset.passedOver(),
            dataset.categories().stream().mapToInt(Category::anomalousCount).sum(),
            dataset.categories().stream().mapToInt(Category::maskedCount).sum(), same, notes);
    }

    private double millisecondsPerImage() {
        List<Path> files = experiences.stream().flatMap(e -> e.categories().stream())
            .flatMap(category -> tests(category).readable().stream()).map(TestImage::path).toList();
        return files.isEmpty() ? Double.NaN : ScoringTime.millisecondsPerImage(folder.model(), machine, files);
    }

    /**
     * The categories in the configured order, split into experiences.
     *
     * @throws UserException when order or split do not fit the categories
     */
    public static List<Experience> stream(List<Category> categories, Settings settings) {
        ExperienceSettings experience = settings.get(ExperienceSettings.class);
        return ExperienceStream.of(experience.order().arrange(categories, settings.seed()),
            experience.splitOf(categories.size())).experiences();
    }

    private static String describe(List<Category> categories) {
        StringBuilder text = new StringBuilder();
        for (Category category : categories) {
            text.append(category.name()).append(": ").append(category.trainGood().size()).append(" training, ")
                .append(category.test().stream().filter(t -> !t.anomalous()).count()).append(" normal test, ")
                .append(category.test().stream().filter(TestImage::anomalous).count()).append(" anomalous test, files ")
                .append(Long.toHexString(fileHash(category))).append('\n');
        }
        return text.toString();
    }

    /** Tells apart data sets with equally many images: a hash of every file's name and size, 0 for a broken link. */
    private static long fileHash(Category category) {
        long hash = 0;
        List<Path> files = new ArrayList<>(category.trainGood());
        category.test().forEach(test -> files.add(test.path()));
        for (Path file : files) {
            try {
                hash = Seeds.derive(hash, category.folder().relativize(file).toString(),
                    Files.exists(file) ? Files.size(file) : 0);
            } catch (IOException e) {
                throw new DataException("cannot read " + file + ": " + e.getMessage() + "; check the data folder", e);
            }
        }
        return hash;
    }
}
