package org.diffcont.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.Datasets;
import org.diffcont.dataset.TestImage;
import org.diffcont.detect.Tiny;
import org.diffcont.error.UserException;
import org.diffcont.files.Sha256;
import org.diffcont.heatmap.ZMap;
import org.diffcont.image.DatasetRules;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Verification;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.progress.TaskContext;
import org.diffcont.strategy.TinyLearner;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.diffcont.testing.SmallTrunk;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductLearningTest {
    private static final Settings SETTINGS = TinyLearner.settings();

    @TempDir
    static Path shared;
    private static List<Category> categories;

    @TempDir
    Path temporary;
    private ModelFolder folder;

    @BeforeAll
    static void synthesize() {
        SyntheticDataset.write(shared.resolve("data"), new SynthesisSettings(64, 8, 2, 1, 5,
            SyntheticDataset.categories().subList(0, 2)), 2, (category, done, total) -> { });
        categories = Datasets.read(shared.resolve("data"), new DatasetRules(4)).categories();
    }

    @BeforeEach
    void folder() {
        folder = new ModelFolder(temporary.resolve("model"));
    }

    private void learn(String name, List<Path> images, Settings settings) throws Exception {
        new ProductLearning(folder, Tiny.MACHINE).learn(name, Images.files(images), settings, ReadingOptions.NONE, Tiny.QUIET);
    }

    @Test
    void addsACategoryToAModelWithTheModelsOwnSettingsAndNoOldImage() throws Exception {
        long handles = NativeRuntime.liveHandles();
        learn("first", categories.get(0).trainGood(), SETTINGS);
        learn("second", categories.get(1).trainGood(), SETTINGS.with("seed", "99"));
        assertEquals(handles, NativeRuntime.liveHandles());
        List<Path> tests = categories.get(1).test().stream().map(TestImage::path).toList();
        try (Scoring scoring = new Scoring(folder, Tiny.MACHINE, Optional.of("second"), ReadingOptions.NONE, false)) {
            List<ImageScore> known = scoring.score(tests);
            assertEquals(tests, known.stream().map(ImageScore::path).toList());
            assertTrue(known.stream().allMatch(s -> s instanceof ImageScore.Scored scored
                && scored.className().equals("second") && scored.known()));
            for (int i = 0; i < tests.size(); i++) {
                assertEquals(known.get(i), scoring.score(tests.subList(i, i + 1)).getFirst(), "alone as with others");
            }
        }
        UserException e = assertThrows(UserException.class,
            () -> new Scoring(folder, Tiny.MACHINE, Optional.of("secnd"), ReadingOptions.NONE, false));
        assertTrue(e.getMessage().contains("\"secnd\"") && e.getMessage().contains("second"), e.getMessage());
        assertEquals(handles, NativeRuntime.liveHandles());
        try (ModelFolder.Stored stored = folder.load(Tiny.MACHINE)) {
            assertEquals(List.of("first", "second"), stored.model().classNames());
            assertEquals(SETTINGS, stored.settings());
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void aBackboneIsStoredWithTheModelAndNoOtherReadsIt() throws Exception {
        Path file = Files.copy(Path.of(System.getProperty("diffcont.root"), "tests", "golden", "backbone", "layers.pt"),
            temporary.resolve("layers.pt"));
        long handles = NativeRuntime.liveHandles();
        Settings settings = TinyLearner.settings("training.epochs", "0", "replay.per_class", "0", "routing.rule",
            "shared_covariance", "routing.source", "torchscript:4", "readings.candidates",
            "torchscript:4/location_mahalanobis:4", "backbone.file", file.toString(), "backbone.image_size", "24");
        learn("first", categories.get(0).trainGood(), settings);
        learn("second", categories.get(1).trainGood(), settings);
        try (ModelFolder.Stored stored = folder.load(Tiny.MACHINE)) {
            assertEquals(Sha256.of(file), stored.settings().backbone().sha256());
            assertEquals(file.toAbsolutePath().toString(), stored.settings().backbone().file());
        }
        List<Path> tests = categories.get(1).test().stream().map(TestImage::path).toList();
        try (Scoring scoring = new Scoring(folder, Tiny.MACHINE, Optional.empty(), ReadingOptions.NONE, false)) {
            List<ImageScore> scores = scoring.score(tests);
            assertEquals(tests.size(), scores.size());
            assertTrue(scores.stream().allMatch(s -> s instanceof ImageScore.Scored scored
                && scored.className().equals("second")));
        }
        assertEquals(handles, NativeRuntime.liveHandles());
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
        try (Scoring scoring = new Scoring(folder, Tiny.MACHINE, Optional.empty(), ReadingOptions.NONE, false)) {
            UserException e = assertThrows(UserException.class, () -> scoring.score(tests));
            assertTrue(e.getMessage().contains("layers.pt is not the file that was learned with"), e.getMessage());
        }
    }

    @Test
    void aTrunkIsStoredWithTheModelAndCheckedAndNoOtherReadsIt() throws Exception {
        Path file = SmallTrunk.random(temporary.resolve("small.safetensors"), 3);
        long handles = NativeRuntime.liveHandles();
        Settings settings = TinyLearner.settings("training.epochs", "0", "replay.per_class", "0", "routing.rule",
            "shared_covariance", "routing.source", "trunk:2:4:32", "readings.candidates",
            "trunk:1+2:4:32/location_mahalanobis:4", "trunk.file", file.toString());
        learn("first", categories.get(0).trainGood(), settings);
        learn("second", categories.get(1).trainGood(), settings);
        try (ModelFolder.Stored stored = folder.load(Tiny.MACHINE)) {
            assertEquals(Sha256.of(file), stored.settings().trunk().sha256());
            assertEquals(file.toAbsolutePath().toString(), stored.settings().trunk().file());
        }
        assertEquals(Verification.Result.PASSED, trunkCheck().result());
        assertTrue(trunkCheck().detail().startsWith("small, trained on nothing, licence none: "), trunkCheck().detail());
        List<Path> tests = categories.get(1).test().stream().map(TestImage::path).toList();
        try (Scoring scoring = new Scoring(folder, Tiny.MACHINE, Optional.empty(), ReadingOptions.NONE, false)) {
            List<ImageScore> scores = scoring.score(tests);
            assertEquals(tests.size(), scores.size());
            assertTrue(scores.stream().allMatch(ImageScore.Scored.class::isInstance));
        }
        assertEquals(handles, NativeRuntime.liveHandles());
        SmallTrunk.constant(file);
        try (Scoring scoring = new Scoring(folder, Tiny.MACHINE, Optional.empty(), ReadingOptions.NONE, false)) {
            UserException e = assertThrows(UserException.class, () -> scoring.score(tests));
            assertTrue(e.getMessage().contains("small.safetensors (small) is not the one that was learned with"),
                e.getMessage());
        }
        assertEquals(Verification.Result.FAILED, trunkCheck().result());
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    private Verification.Check trunkCheck() {
        Verification found = folder.verify(false, Tiny.MACHINE);
        Verification.Check check = found.checks().stream().filter(c -> c.subject().equals("trunk")).findFirst()
            .orElseThrow();
        assertEquals(check.result() == Verification.Result.PASSED, found.passed(), found.toString());
        return check;
    }

    @Test
    void aNameThatIsTakenAndTooFewImagesLeaveTheModelAsItWas() throws Exception {
        learn("first", categories.get(0).trainGood(), SETTINGS);
        long handles = NativeRuntime.liveHandles();
        UserException e = assertThrows(UserException.class,
            () -> learn("first", categories.get(1).trainGood(), SETTINGS));
        assertTrue(e.getMessage().contains("\"first\" already"), e.getMessage());
        e = assertThrows(UserException.class,
            () -> learn("second", categories.get(1).trainGood().subList(0, 3), SETTINGS));
        assertTrue(e.getMessage().contains("second has 3 readable training images"), e.getMessage());
        assertEquals(1, folder.currentVersion());
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void stoppingLeavesTheModelAsItWasAndTheFolderFree() throws Exception {
        learn("first", categories.get(0).trainGood(), SETTINGS);
        long handles = NativeRuntime.liveHandles();
        assertThrows(CancelledException.class, () -> new ProductLearning(folder, Tiny.MACHINE).learn("second",
            Images.files(categories.get(1).trainGood()), SETTINGS, ReadingOptions.NONE,
            new TaskContext(Progress.none(), () -> true)));
        assertEquals(handles, NativeRuntime.liveHandles());
        learn("second", categories.get(1).trainGood(), SETTINGS);
        assertEquals(2, folder.currentVersion());
    }

    @Test
    void aFolderThatIsBeingWrittenIsRefusedBeforeAnythingIsLearned() {
        try (ModelFolder.Lock _ = folder.lock()) {
            assertThrows(UserException.class, () -> learn("first", categories.get(0).trainGood(), SETTINGS));
        }
        assertFalse(folder.exists());
    }

    @Test
    void unreadableFilesAreNamedInTheirPlaceAndTheOthersScored() throws Exception {
        learn("first", categories.get(0).trainGood(), SETTINGS);
        Path text = temporary.resolve("text.png");
        Files.writeString(text, "no picture");
        Path missing = temporary.resolve("missing.png");
        Path image = categories.get(0).test().stream().map(TestImage::path).toList().getFirst();
        try (Scoring scoring = new Scoring(folder, Tiny.MACHINE, Optional.empty(), ReadingOptions.NONE, false)) {
            List<ImageScore> scores = scoring.score(List.of(text, image, missing, image, text));
            assertEquals(List.of(text, image, missing, image, text), scores.stream().map(ImageScore::path).toList());
            for (int i : new int[] {0, 2, 4}) {
                ImageScore.Unreadable bad = assertInstanceOf(ImageScore.Unreadable.class, scores.get(i));
                assertTrue(bad.why().contains(bad.path().toString()), bad.why());
            }
            assertEquals(scores.get(1), scores.get(3));
            assertInstanceOf(ImageScore.Scored.class, scores.get(1));
            assertEquals(1, scoring.score(List.of(text)).size());
        }
        try (Scoring strict = new Scoring(folder, Tiny.MACHINE, Optional.empty(), ReadingOptions.strict(), false)) {
            assertThrows(UserException.class, () -> strict.score(List.of(text)));
        }
    }

    @Test
    void heatMapsAreThoseOfTheClassThatDecidedWhateverTheBatch() throws Exception {
        Settings nearest = SETTINGS.with("routing.rule", "nearest");
        learn("first", categories.get(0).trainGood(), nearest);
        learn("second", categories.get(1).trainGood(), nearest);
        List<Path> tests = Stream.concat(categories.get(0).test().stream().map(TestImage::path),
            categories.get(1).test().stream().map(TestImage::path)).toList();
        try (Scoring scoring = new Scoring(folder, Tiny.MACHINE, Optional.empty(), ReadingOptions.NONE, true);
                Scoring first = new Scoring(folder, Tiny.MACHINE, Optional.of("first"), ReadingOptions.NONE, true)) {
            List<ImageScore> scores = scoring.score(tests);
            int ofFirst = 0;
            for (int i = 0; i < tests.size(); i++) {
                ImageScore.Scored together = (ImageScore.Scored) scores.get(i);
                ZMap map = together.heatMap().orElseThrow();
                assertEquals(Tiny.SIDE, map.size());
                boolean isFirst = together.className().equals("first");
                Scoring other = isFirst ? first : scoring;
                ImageScore.Scored alone = (ImageScore.Scored) other.score(tests.subList(i, i + 1)).getFirst();
                assertArrayEquals(alone.heatMap().orElseThrow().values(), map.values());
                ofFirst += isFirst ? 1 : 0;
            }
            assertTrue(ofFirst > 0 && ofFirst < tests.size(), "both classes decide");
        }
    }
}
