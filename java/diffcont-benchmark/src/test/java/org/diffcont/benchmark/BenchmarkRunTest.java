package org.diffcont.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.config.EvtSettings;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.Dataset;
import org.diffcont.dataset.Datasets;
import org.diffcont.dataset.TestImage;
import org.diffcont.detect.FittedTail;
import org.diffcont.detect.Tiny;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.DataUse;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.Metrics;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.evaluate.MetricsText;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.evaluate.SamePictures;
import org.diffcont.evaluate.UnknownProducts;
import org.diffcont.evt.TailFit;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.TailSettings;
import org.diffcont.evt.WeibullTail;
import org.diffcont.files.AtomicFiles;
import org.diffcont.image.DatasetRules;
import org.diffcont.machine.Machine;
import org.diffcont.machine.PrecisionChoice;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.TinyLearner;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkRunTest {
    private static final Settings PAPER = TinyLearner.paper("replay.per_class", "6", "statistics.old_classes", "refit",
        "run.keep_checkpoints", "2");
    private static final Settings LEVELS = TinyLearner.settings("run.keep_checkpoints", "5", "embedding.network",
        "first", "routing.rule", "shared_covariance");
    /** By name; each stands for a way to learn. */
    private static final Map<String, Settings> SETTINGS = Map.of("paper", PAPER, "levels", LEVELS,
        "replay", TinyLearner.settings("strategy.name", "replay", "strategy.exemplars", "4", "statistics.old_classes",
        "refit"), "der_plus_plus", TinyLearner.settings("strategy.name", "der_plus_plus", "strategy.exemplars", "4"),
        "ewc", TinyLearner.settings("strategy.name", "ewc", "strategy.fisher_images", "6"),
        "lwf", TinyLearner.settings("strategy.name", "lwf"),
        "independent", TinyLearner.paper("strategy.name", "independent", "routing.rule", "nearest"),
        "joint", TinyLearner.settings("strategy.name", "joint", "experience.split", "2+1"),
        "choosing", TinyLearner.settings("training.epochs", "0", "routing.rule", "shared_covariance", "routing.source",
            "filter_bank:as_is:4", "readings.candidates", "filter_bank:as_is:4/location_mahalanobis:3,"
            + "dct:mean_subtracted:4/patch_memory:20,pixels:as_is:8/pca_residual:4", "readings.chosen", "2"));

    @TempDir
    static Path shared;
    private static Path data;
    private static Path uninterruptedPaper;
    private static Path uninterruptedLevels;

    @TempDir
    Path temporary;

    @BeforeAll
    static void runWithoutAStop() {
        data = shared.resolve("data");
        SyntheticDataset.write(data, new SynthesisSettings(64, 10, 3, 1, 5,
            SyntheticDataset.categories().subList(0, 3)), 2, (category, done, total) -> { });
        SETTINGS.forEach((name, settings) -> run(RunFolder.create(shared.resolve(name), settings), settings, data,
            CancelSignal.never()));
        uninterruptedPaper = shared.resolve("paper");
        uninterruptedLevels = shared.resolve("levels");
    }

    private static BenchmarkRun benchmark(RunFolder folder, Settings settings, Path root) {
        return new BenchmarkRun(folder, settings, Tiny.MACHINE, root, dataset(root));
    }

    /** As {@link #benchmark}, keeping no test image from one evaluation to the next. */
    private static BenchmarkRun withoutRoom(RunFolder folder, Settings settings, Path root) {
        return new BenchmarkRun(folder, settings, Tiny.MACHINE, root, dataset(root), 0);
    }

    private static Dataset dataset(Path root) {
        return Datasets.read(root, new DatasetRules(4));
    }

    private static RunEvaluation run(RunFolder folder, Settings settings, Path root, CancelSignal cancel) {
        return benchmark(folder, settings, root).run(Progress.none(), cancel, (evaluation, experiences) -> { });
    }

    /** All metrics but the time they took. */
    private static String metrics(Path run) {
        return MetricsText.of(MetricsJson.read(run.resolve("metrics.json"))).replaceAll("\"seconds\" : [^,]*",
            "\"seconds\" : 0");
    }

    /** Content of every file of the model in use, by name. */
    private static Map<String, byte[]> modelFiles(Path run) throws IOException {
        Path version = new ModelFolder(run.resolve("model")).currentPath();
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(version)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(version.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static void assertSameModel(Path expected, Path actual) throws IOException {
        Map<String, byte[]> a = modelFiles(expected);
        Map<String, byte[]> b = modelFiles(actual);
        assertEquals(a.keySet(), b.keySet());
        for (String name : a.keySet()) {
            if (name.equals("history.json") || name.equals("manifest.json")) {
                assertEquals(withoutTimes(a.get(name)), withoutTimes(b.get(name)), name);
            } else {
                assertArrayEquals(a.get(name), b.get(name), name);
            }
        }
    }

    /** A history, or a manifest, without the commits' times and the hashes that these move. */
    private static String withoutTimes(byte[] json) {
        return new String(json, StandardCharsets.UTF_8)
            .replaceAll("\"(time|manifest_sha256)\" : \"[^\"]*\"", "\"$1\"")
            .replaceAll("(?s)\"history.json\" : \\{.*?\\}", "\"history.json\"");
    }

    private static void assertSameRun(Path expected, Path actual) throws IOException {
        assertEquals(metrics(expected), metrics(actual));
        for (String name : new String[] {"scores.csv", "losses.csv", "dataset.txt", "config.yaml"}) {
            assertEquals(Files.readString(expected.resolve(name)), Files.readString(actual.resolve(name)), name);
        }
        assertEquals(MetricsJson.readData(expected.resolve("metrics.json")),
            MetricsJson.readData(actual.resolve("metrics.json")));
        assertSameModel(expected, actual);
    }

    private static void encode(Path from, Path to, String format) throws IOException {
        assertTrue(ImageIO.write(ImageIO.read(from.toFile()), format, to.toFile()));
    }

    private static DataUse use(Path run) {
        return MetricsJson.readData(run.resolve("metrics.json")).orElseThrow();
    }

    private static int tested(Path run) {
        Metrics pooled = MetricsJson.read(run.resolve("metrics.json")).last().pooled().predicted();
        return pooled.normalCount() + pooled.anomalousCount();
    }

    @Test
    void picturesThatAreInTrainingAndTestAreNamedAndLeftOutOnRequest() throws IOException {
        SamePictures none = use(uninterrupted("choosing")).samePictures();
        assertEquals(new SamePictures(List.of(), false, 0, 0, 0), none);
        Path repeated = temporary.resolve("data");
        copy(data, repeated);
        List<Category> categories = dataset(repeated).categories();
        Path first = categories.get(0).folder();
        Path second = categories.get(1).folder();
        // The same file; the same pixels in another file; and that in another category's test.
        Files.copy(first.resolve("train/good/000.png"), first.resolve("test/good/a.png"));
        encode(first.resolve("train/good/001.png"), first.resolve("test/good/b.bmp"), "bmp");
        encode(first.resolve("train/good/001.png"), second.resolve("test/good/c.bmp"), "bmp");
        // Twice in training, twice in test, and once as each kind.
        Files.copy(second.resolve("train/good/002.png"), second.resolve("train/good/d.png"));
        Files.copy(first.resolve("test/good/000.png"), first.resolve("test/good/e.png"));
        TestImage defect = categories.get(1).test().getLast();
        Files.copy(defect.path(), second.resolve("test/good/f.png"));
        // A picture that differs in one pixel is another one.
        BufferedImage other = ImageIO.read(first.resolve("train/good/003.png").toFile());
        other.setRGB(5, 5, other.getRGB(5, 5) ^ 0x010101);
        ImageIO.write(other, "png", first.resolve("test/good/g.png").toFile());

        Settings settings = settings("choosing");
        Path kept = temporary.resolve("kept");
        run(RunFolder.create(kept, settings), settings, repeated, CancelSignal.never());
        String a = categories.get(0).name();
        String b = categories.get(1).name();
        SamePictures same = use(kept).samePictures();
        assertEquals(List.of(
            new SamePictures.Pair(a + "/test/good/a.png", a + "/train/good/000.png", SamePictures.Same.FILE),
            new SamePictures.Pair(a + "/test/good/b.bmp", a + "/train/good/001.png", SamePictures.Same.PIXELS),
            new SamePictures.Pair(b + "/test/good/c.bmp", a + "/train/good/001.png", SamePictures.Same.PIXELS)),
            same.inTraining());
        assertFalse(same.leftOut());
        assertEquals(1, same.withinTraining());
        // b and c show the same, 000 and e, f and the defect.
        assertEquals(3, same.withinTest());
        assertEquals(1, same.bothKinds());
        assertEquals(List.of("test images that are in training too: 3, e.g. " + a + "/test/good/a.png is " + a
            + "/train/good/000.png (the same file); they count; --set dataset.duplicates=leave_out leaves them out",
            "training images that repeat another one: 1",
            "test images that repeat another one: 3, 1 of them both as normal and as defective"), use(kept).notes());

        Settings leaveOut = settings.with("dataset.duplicates", "leave_out");
        Path without = temporary.resolve("without");
        AtomicBoolean stop = new AtomicBoolean();
        assertThrows(CancelledException.class, () -> benchmark(RunFolder.create(without, leaveOut), leaveOut, repeated)
            .run(Progress.none(), stop::get, (evaluation, _) -> stop.set(true)));
        // Going on, it knows the training images of the first experience without reading them again.
        run(RunFolder.resume(without, leaveOut, Tiny.MACHINE), leaveOut, repeated, CancelSignal.never());
        assertEquals(same.inTraining(), use(without).samePictures().inTraining());
        assertTrue(use(without).samePictures().leftOut());
        assertEquals(tested(uninterrupted("choosing")) + 6, tested(kept));
        assertEquals(tested(kept) - 3, tested(without));
    }

    @Test
    void whatCannotBeReadAndWhatIsNoImageIsCounted() throws IOException {
        Path mixed = temporary.resolve("data");
        copy(data, mixed);
        Path folder = dataset(mixed).categories().getFirst().folder();
        Files.createSymbolicLink(folder.resolve("train/good/gone.png"), Path.of("/mnt/not-mounted/gone.png"));
        Files.createSymbolicLink(folder.resolve("train/good/round.png"), Path.of("round.png"));
        Files.write(folder.resolve("test/good/photo.heic"), new byte[100]);
        Files.writeString(folder.resolve("test/good/notes.txt"), "text");
        Settings settings = settings("choosing");
        Path run = temporary.resolve("run");
        run(RunFolder.create(run, settings), settings, mixed, CancelSignal.never());
        DataUse use = use(run);
        assertEquals(List.of(2, 1), List.of(use.unreadableTraining(), use.unreadableTest()));
        assertEquals(Map.of("txt", 1), use.passedOver());
        assertEquals(List.of("1 file of another kind passed over (1 .txt)",
            "images that cannot be read and are left out: 2 for training, 1 for testing"), use.notes());
        Settings strict = settings.with("data.strict", "true");
        UserException e = assertThrows(UserException.class, () -> run(RunFolder.create(temporary.resolve("strict"), strict),
            strict, mixed, CancelSignal.never()));
        assertTrue(e.getMessage().contains("gone.png: it is a link to a file that is not there"), e.getMessage());
    }

    @Test
    void productsNotLearnedYetAreCountedWhereUnknownOnesAreLookedFor() {
        List<UnknownProducts> unknown = MetricsJson.read(uninterruptedLevels.resolve("metrics.json")).experiences()
            .stream().map(ExperienceEvaluation::unknown).toList();
        List<Category> categories = dataset(data).categories();
        int[] all = categories.stream().mapToInt(c -> c.test().size()).toArray();
        int[] normal = categories.stream().mapToInt(c -> (int) c.test().stream().filter(t -> !t.anomalous()).count())
            .toArray();
        assertEquals(List.of(all[1] + all[2], all[2], 0), unknown.stream().map(UnknownProducts::never).toList());
        assertEquals(List.of(normal[0], normal[0] + normal[1], normal[0] + normal[1] + normal[2]),
            unknown.stream().map(UnknownProducts::known).toList());
        assertNull(MetricsJson.read(uninterruptedPaper.resolve("metrics.json")).experiences().getFirst().unknown());
    }

    @Test
    void theLogHoldsEachFittedTailWithTheDistancesThatGiveIt() {
        for (Path run : new Path[] {uninterruptedPaper, uninterruptedLevels}) {
            EvtSettings evt = RunFolder.settings(run).evt();
            TailForm form = evt.form();
            List<LearningLog.Entry> log = LearningLog.read(run.resolve("learning.json"));
            assertEquals(3, log.size());
            for (LearningLog.Entry entry : log) {
                // The paper's settings of this test refit every old class on its replay.
                int expected = run.equals(uninterruptedPaper) ? entry.experience() + 1 : 1;
                assertEquals(expected, entry.tails().size());
                assertEquals(entry.classes().getFirst(), entry.tails().getLast().className());
                for (FittedTail fitted : entry.tails()) {
                    double[] distances = new double[fitted.distances().length];
                    Arrays.setAll(distances, i -> fitted.distances()[i]);
                    WeibullTail again = TailFit.fit(distances, new TailSettings(form, evt.tail(), evt.minPoints()));
                    assertEquals(fitted.tail().scale(), again.scale(), 1e-3 * again.scale());
                    assertEquals(fitted.tail().tailCount(), again.tailCount());
                }
            }
        }
    }

    @Test
    void aRunInBfloat16IsResumedInBfloat16() throws IOException {
        Machine bf16 = new Machine(1, "cpu", false, PrecisionChoice.BF16);
        Path whole = temporary.resolve("whole");
        on(bf16, whole).run(Progress.none(), CancelSignal.never(), (evaluation, experiences) -> { });
        assertFalse(metrics(uninterruptedLevels).equals(metrics(whole)), "bfloat16 gives other scores");
        Path run = temporary.resolve("run");
        AtomicBoolean stop = new AtomicBoolean();
        assertThrows(CancelledException.class, () -> on(bf16, run).run(Progress.none(), stop::get,
            (evaluation, experiences) -> stop.set(true)));
        UserException e = assertThrows(UserException.class, () -> on(Tiny.MACHINE, run));
        assertTrue(e.getMessage().contains("runtime.precision: bf16 there, f32 here"), e.getMessage());
        assertEquals(bf16, RunFolder.origin(run).machine());
        on(RunFolder.origin(run).machine(), run).run(Progress.none(), CancelSignal.never(),
            (evaluation, experiences) -> { });
        assertSameRun(whole, run);
    }

    /** A run that begins, or goes on, on some machine. */
    private static BenchmarkRun on(Machine machine, Path folder) {
        return new BenchmarkRun(RunFolder.createOrResume(folder, LEVELS, machine, data, "none"), LEVELS, machine, data,
            dataset(data));
    }

    private static Settings settings(String name) {
        return SETTINGS.get(name);
    }

    private static Path uninterrupted(String name) {
        return shared.resolve(name);
    }

    @ParameterizedTest
    @CsvSource({"paper, 1", "paper, 2", "levels, 1", "levels, 2", "replay, 1", "replay, 2", "joint, 1",
        "der_plus_plus, 2", "ewc, 1", "ewc, 2", "lwf, 1", "independent, 2"})
    void aRunStoppedAfterAnExperienceAndResumedIsAsIfItHadNeverStopped(String name, int evaluatedBefore)
            throws IOException {
        Path run = temporary.resolve("run");
        long handles = NativeRuntime.liveHandles();
        AtomicBoolean stop = new AtomicBoolean();
        BenchmarkRun first = benchmark(RunFolder.create(run, settings(name)), settings(name), data);
        assertThrows(CancelledException.class, () -> first.run(Progress.none(), stop::get,
            (evaluation, experiences) -> stop.set(evaluation.index() == evaluatedBefore - 1)));
        assertEquals(evaluatedBefore, MetricsJson.read(run.resolve("metrics.json")).experiences().size());
        assertEquals(handles, NativeRuntime.liveHandles());
        run(RunFolder.resume(run, settings(name), Tiny.MACHINE), settings(name), data, CancelSignal.never());
        assertSameRun(uninterrupted(name), run);
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @ParameterizedTest
    @CsvSource({"paper, 1", "levels, 2"})
    void aRunStoppedBetweenTheModelAndItsMetricsIsAsIfItHadNeverStopped(String name, int version) throws IOException {
        Path run = temporary.resolve("run");
        RunFolder folder = RunFolder.create(run, settings(name));
        CancelSignal committed = () -> folder.model().exists() && folder.model().currentVersion() == version;
        assertThrows(CancelledException.class, () -> run(folder, settings(name), data, committed));
        assertEquals(version > 1, Files.exists(folder.metrics()));
        run(RunFolder.resume(run, settings(name), Tiny.MACHINE), settings(name), data, CancelSignal.never());
        assertSameRun(uninterrupted(name), run);
    }

    @Test
    void aSplitSaysHowManyClassesEachExperienceBrings() {
        assertEquals(List.of(2, 1), MetricsJson.read(shared.resolve("joint").resolve("metrics.json")).experiences()
            .stream().map(e -> e.classes().size()).toList());
        Settings wrong = LEVELS.with("experience.split", "2+1x2");
        UserException e = assertThrows(UserException.class,
            () -> benchmark(RunFolder.create(temporary.resolve("run"), wrong), wrong, data));
        assertTrue(e.getMessage().contains("'2+1x2' adds up to 4 classes, but there are 3"), e.getMessage());
    }

    @Test
    void aFinishedRunIsReadBackAndNothingIsLearnedAgain() throws IOException {
        Path version = new ModelFolder(uninterruptedLevels.resolve("model")).currentPath();
        Object before = Files.getLastModifiedTime(version);
        int[] told = new int[1];
        RunEvaluation evaluation = benchmark(RunFolder.resume(uninterruptedLevels, LEVELS, Tiny.MACHINE), LEVELS, data)
            .run( Progress.none(), CancelSignal.never(), (e, experiences) -> told[0] += experiences);
        assertEquals(3, evaluation.experiences().size());
        assertEquals(9, told[0]);
        assertEquals(before, Files.getLastModifiedTime(version));
    }

    @Test
    void testImagesHaveNoPartInTheModel() throws IOException {
        Path poisoned = temporary.resolve("data");
        copy(data, poisoned);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        int replaced = 0;
        for (Category category : dataset(poisoned).categories()) {
            for (Path image : category.test().stream().map(TestImage::path).toList()) {
                BufferedImage noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
                for (int i = 0; i < 64 * 64; i++) {
                    noise.setRGB(i % 64, i / 64, random.nextInt());
                }
                ImageIO.write(noise, "png", image.toFile());
                replaced++;
            }
        }
        assertTrue(replaced > 15);
        for (String name : SETTINGS.keySet()) {
            Path run = temporary.resolve(name);
            run(RunFolder.create(run, settings(name)), settings(name), poisoned, CancelSignal.never());
            assertSameModel(uninterrupted(name), run);
            assertFalse(metrics(uninterrupted(name)).equals(metrics(run)), "the scores are of other images");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper", "levels"})
    void testImagesThatAreReadAgainGiveTheSameResults(String name) throws IOException {
        Path run = temporary.resolve("run");
        withoutRoom(RunFolder.create(run, settings(name)), settings(name), data).run(Progress.none(),
            CancelSignal.never(), (_, _) -> { });
        assertSameRun(uninterrupted(name), run);
    }

    @Test
    void aTestImageThatVanishesBeforeItIsReadAgainIsNamed() throws IOException {
        Path vanishing = temporary.resolve("data");
        copy(data, vanishing);
        Settings settings = settings("choosing");
        BenchmarkRun run = withoutRoom(RunFolder.create(temporary.resolve("run"), settings), settings, vanishing);
        // Looked at as an unknown product in the first experience, and measured by its own class in the second.
        Path image = run.experiences().get(1).categories().getFirst().test().stream().map(TestImage::path).toList().getFirst();
        UserException e = assertThrows(UserException.class, () -> run.run(Progress.none(), CancelSignal.never(),
            (_, _) -> image.toFile().delete()));
        assertTrue(e.getMessage().contains(image.toString()) && e.getMessage().contains("while a benchmark runs"),
            e.getMessage());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Test
    void keepsAsManyModelsAsToldAndAPictureOfEachReplay() throws IOException {
        try (Stream<Path> versions = Files.list(uninterruptedPaper.resolve("model").resolve("versions"))) {
            assertEquals(List.of("0002", "0003"), versions.map(v -> v.getFileName().toString()).sorted().toList());
        }
        try (Stream<Path> pictures = Files.list(uninterruptedPaper.resolve("replay"))) {
            assertEquals(List.of("experience-01.png", "experience-02.png"),
                pictures.map(p -> p.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void aModelThatDoesNotFitTheMetricsIsRefused() throws IOException {
        Path lost = temporary.resolve("lost");
        copy(uninterruptedLevels, lost);
        AtomicFiles.deleteFolder(lost.resolve("model"));
        long handles = NativeRuntime.liveHandles();
        UserException e = assertThrows(UserException.class,
            () -> run(RunFolder.resume(lost, LEVELS, Tiny.MACHINE), LEVELS, data, CancelSignal.never()));
        assertTrue(e.getMessage().contains("has learned 0 experiences") && e.getMessage().contains("holds 3"),
            e.getMessage());
        Path ahead = temporary.resolve("ahead");
        copy(uninterruptedLevels, ahead);
        Files.delete(ahead.resolve("metrics.json"));
        e = assertThrows(UserException.class,
            () -> run(RunFolder.resume(ahead, LEVELS, Tiny.MACHINE), LEVELS, data, CancelSignal.never()));
        assertTrue(e.getMessage().contains("has learned 3 experiences") && e.getMessage().contains("holds 0"),
            e.getMessage());
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void aSecondProcessOnTheSameRunIsRefused() {
        RunFolder folder = RunFolder.create(temporary.resolve("run"), LEVELS);
        try (ModelFolder.Lock _ = folder.model().lock()) {
            UserException e = assertThrows(UserException.class, () -> run(folder, LEVELS, data, CancelSignal.never()));
            assertTrue(e.getMessage().contains("is being written by another process"), e.getMessage());
        }
    }

    @Test
    void anotherDataSetIsRefusedOnResume() {
        Path other = temporary.resolve("data");
        SyntheticDataset.write(other, new SynthesisSettings(64, 11, 3, 1, 5,
            SyntheticDataset.categories().subList(0, 3)), 2, (category, done, total) -> { });
        UserException e = assertThrows(UserException.class,
            () -> run(RunFolder.resume(uninterruptedLevels, LEVELS, Tiny.MACHINE), LEVELS, other,
            CancelSignal.never()));
        assertTrue(e.getMessage().contains("another data set"), e.getMessage());
    }

    @Test
    void aResultThatCannotBeWrittenLeavesNoNativeObject() throws IOException {
        Path run = temporary.resolve("run");
        RunFolder folder = RunFolder.create(run, LEVELS);
        Files.createDirectories(folder.losses().resolve("in the way"));
        long handles = NativeRuntime.liveHandles();
        UserException e = assertThrows(UserException.class, () -> run(folder, LEVELS, data, CancelSignal.never()));
        assertTrue(e.getMessage().contains("losses.csv"), e.getMessage());
        assertEquals(handles, NativeRuntime.liveHandles());
        assertFalse(folder.model().exists());
    }
}
