package org.diffcont.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.DatasetRules;
import org.diffcont.dataset.MvtecLayout;
import org.diffcont.dataset.synthetic.SynthesisSettings;
import org.diffcont.dataset.synthetic.SyntheticDataset;
import org.diffcont.error.UserException;
import org.diffcont.files.Sha256;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.Strategy;
import org.diffcont.strategy.Tiny;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CategoryLearningTest {
    private static final Settings SETTINGS = Tiny.settings();

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
        categories = MvtecLayout.read(shared.resolve("data"), new DatasetRules(4));
    }

    @BeforeEach
    void folder() {
        folder = new ModelFolder(temporary.resolve("model"));
    }

    private void learn(String name, List<Path> images, Settings settings) throws Exception {
        new CategoryLearning(folder).learn(name, images, settings, Tiny.QUIET);
    }

    @Test
    void addsACategoryToAModelWithTheModelsOwnSettingsAndNoOldImage() throws Exception {
        long handles = NativeRuntime.liveHandles();
        learn("first", categories.get(0).trainGood(), SETTINGS);
        learn("second", categories.get(1).trainGood(), SETTINGS.with("seed", "99"));
        assertEquals(handles, NativeRuntime.liveHandles());
        List<Path> tests = categories.get(1).testPaths();
        try (Scoring scoring = new Scoring(folder, false)) {
            Scoring.Result known = scoring.score(tests, Optional.of("second"), Progress.none(), CancelSignal.never());
            assertEquals(tests, known.scored().stream().map(Scoring.ScoredFile::path).toList());
            assertTrue(known.scored().stream().allMatch(s -> s.className().equals("second")));
            for (int i = 0; i < tests.size(); i++) {
                assertEquals(known.scored().get(i), scoring.score(tests.subList(i, i + 1), Optional.of("second"),
                    Progress.none(), CancelSignal.never()).scored().getFirst(), "alone as with others");
            }
            UserException e = assertThrows(UserException.class,
                () -> scoring.score(tests, Optional.of("secnd"), Progress.none(), CancelSignal.never()));
            assertTrue(e.getMessage().contains("\"secnd\"") && e.getMessage().contains("second"), e.getMessage());
        }
        ModelFolder.Stored stored = folder.load();
        assertEquals(List.of("first", "second"), stored.state().classNames());
        assertEquals(SETTINGS, stored.settings());
        stored.state().close();
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void aBackboneIsStoredWithTheModelAndNoOtherReadsIt() throws Exception {
        Path file = Files.copy(Path.of(System.getProperty("diffcont.root"), "tests", "golden", "backbone", "layers.pt"),
            temporary.resolve("layers.pt"));
        long handles = NativeRuntime.liveHandles();
        Settings settings = Tiny.settings("training.epochs", "0", "replay.per_class", "0", "routing.rule",
            "shared_covariance", "routing.source", "torchscript:4", "readings.candidates",
            "torchscript:4/location_mahalanobis:4", "backbone.file", file.toString(), "backbone.image_size", "24");
        learn("first", categories.get(0).trainGood(), settings);
        learn("second", categories.get(1).trainGood(), settings);
        ModelFolder.Stored stored = folder.load();
        assertEquals(Sha256.of(file), stored.settings().backbone().sha256());
        assertEquals(file.toAbsolutePath().toString(), stored.settings().backbone().file());
        stored.state().close();
        List<Path> tests = categories.get(1).testPaths();
        try (Scoring scoring = new Scoring(folder, false)) {
            Scoring.Result result = scoring.score(tests, Optional.empty(), Progress.none(), CancelSignal.never());
            assertEquals(tests.size(), result.scored().size());
            assertTrue(result.scored().stream().allMatch(s -> s.className().equals("second")));
        }
        assertEquals(handles, NativeRuntime.liveHandles());
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
        try (Scoring scoring = new Scoring(folder, false)) {
            UserException e = assertThrows(UserException.class, () -> scoring.score(tests, Optional.empty(),
                Progress.none(), CancelSignal.never()));
            assertTrue(e.getMessage().contains("layers.pt is not the file that was learned with"), e.getMessage());
        }
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
        assertThrows(CancelledException.class, () -> new CategoryLearning(folder).learn("second",
            categories.get(1).trainGood(), SETTINGS, new Strategy.Context(Progress.none(), () -> true)));
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
    void unreadableFilesAreSkippedAndTheOthersScored() throws Exception {
        learn("first", categories.get(0).trainGood(), SETTINGS);
        Path text = temporary.resolve("text.png");
        Files.writeString(text, "no picture");
        Path image = categories.get(0).testPaths().getFirst();
        try (Scoring scoring = new Scoring(folder, false)) {
            Scoring.Result result = scoring.score(List.of(text, image), Optional.empty(), Progress.none(),
                CancelSignal.never());
            assertEquals(List.of(image), result.scored().stream().map(Scoring.ScoredFile::path).toList());
            assertEquals(1, result.skipped().size());
            assertTrue(scoring.score(List.of(text), Optional.empty(), Progress.none(), CancelSignal.never()).scored()
                .isEmpty());
        }
    }
}
