package org.diffcont.inspection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.MvtecLayout;
import org.diffcont.dataset.TestImage;
import org.diffcont.detect.Tiny;
import org.diffcont.error.DataException;
import org.diffcont.error.ModelException;
import org.diffcont.error.UserException;
import org.diffcont.image.DatasetRules;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.operation.FileScore;
import org.diffcont.operation.Scoring;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {
    private static final Map<String, String> SMALL = Map.of("data.image_size", "32",
        "readings.candidates", "filter_bank:as_is:8/location_mahalanobis:20", "readings.chosen", "1",
        "readings.poolings", "max", "routing.source", "filter_bank:as_is:8");

    @TempDir
    static Path shared;
    private static List<Category> categories;

    @TempDir
    private Path temporary;
    private Path model;

    @BeforeAll
    static void synthesize() {
        SyntheticDataset.write(shared.resolve("data"), new SynthesisSettings(64, 12, 2, 1, 5,
            SyntheticDataset.categories().subList(0, 2)), 2, (category, done, total) -> { });
        categories = MvtecLayout.read(shared.resolve("data"), new DatasetRules(4));
    }

    @BeforeEach
    void folder() {
        model = temporary.resolve("model");
    }

    private static List<BufferedImage> pictures(List<Path> files) throws Exception {
        List<BufferedImage> pictures = new ArrayList<>();
        for (Path file : files) {
            pictures.add(ImageIO.read(file.toFile()));
        }
        return pictures;
    }

    private static List<BufferedImage> normal(int category) throws Exception {
        return pictures(categories.get(category).trainGood());
    }

    @Test
    void scoresPicturesAsTheCommandLineScoresTheirFiles() throws Exception {
        long handles = NativeRuntime.liveHandles();
        List<Path> files = categories.get(1).test().stream().map(TestImage::path).toList();
        List<Inspection> found;
        try (Inspector inspector = Inspector.create(model, SMALL)) {
            assertEquals(List.of(), inspector.categories());
            inspector.learn("first", normal(0));
            inspector.learn("second", normal(1));
            assertEquals(List.of("first", "second"), inspector.categories());
            found = inspector.score(pictures(files), true);
            assertEquals(found.getLast().distance(), inspector.score(pictures(files).getLast()).distance());
            assertTrue(inspector.score(pictures(files).getLast()).heatMap().isEmpty());
        }
        assertEquals(handles, NativeRuntime.liveHandles());
        try (Scoring scoring = new Scoring(new ModelFolder(model), Tiny.MACHINE, Optional.empty(), true, true)) {
            List<FileScore> expected = scoring.score(files);
            for (int i = 0; i < files.size(); i++) {
                FileScore.Scored score = (FileScore.Scored) expected.get(i);
                Inspection inspection = found.get(i);
                assertEquals(score.className(), inspection.category());
                assertEquals(score.unknown(), !inspection.knownProduct());
                assertEquals(score.decision().distance(), inspection.distance());
                assertEquals(score.decision().threshold(), inspection.threshold());
                assertEquals(score.decision().anomalous(), inspection.anomalous());
                assertEquals(score.decision().logSurvival(), inspection.logSurvival());
                assertEquals(score.decision().outlierProbability(), inspection.outlierProbability());
                assertArrayEquals(score.heatMap().orElseThrow().values(), inspection.heatMap().orElseThrow().values());
            }
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void anotherInspectorSeesWhatWasLearnedOnceItReloads() throws Exception {
        try (Inspector first = Inspector.create(model, SMALL)) {
            first.learn("first", normal(0));
            try (Inspector second = Inspector.open(model)) {
                first.learn("second", normal(1));
                assertEquals(List.of("first"), second.categories());
                second.reload();
                assertEquals(List.of("first", "second"), second.categories());
            }
        }
    }

    @Test
    void scoringGoesOnWithTheOldModelWhileACategoryIsLearned() throws Exception {
        BufferedImage picture = normal(0).getFirst();
        try (Inspector inspector = Inspector.create(model, SMALL)) {
            inspector.learn("first", normal(0));
            double before = inspector.score(picture).distance();
            List<Double> meanwhile = new ArrayList<>();
            inspector.learn("second", normal(1), new Progress() {
                @Override
                public void start(String task, long total, String unit) {
                    meanwhile.add(inspector.score(picture).distance());
                }

                @Override
                public void step(long count) {
                }

                @Override
                public void message(String text) {
                }

                @Override
                public void close() {
                }
            }, CancelSignal.never());
            assertFalse(meanwhile.isEmpty());
            assertTrue(meanwhile.stream().allMatch(distance -> distance == before), meanwhile + " " + before);
        }
    }

    @Test
    void whatCannotBeDoneLeavesTheModelAsItWas() throws Exception {
        List<BufferedImage> normal = normal(0);
        try (Inspector inspector = Inspector.create(model, SMALL)) {
            assertTrue(assertThrows(ModelException.class, () -> inspector.score(normal.getFirst())).getMessage()
                .contains("learn one first"));
            assertThrows(CancelledException.class,
                () -> inspector.learn("first", normal, Progress.none(), () -> true));
            assertFalse(Files.exists(model.resolve("CURRENT")));
            assertThrows(DataException.class, () -> inspector.learn("few", normal.subList(0, 3)));
            inspector.learn("first", normal);
            assertThrows(ModelException.class, () -> inspector.learn("first", normal));
            assertEquals(List.of("first"), inspector.categories());
        }
        assertTrue(assertThrows(ModelException.class, () -> Inspector.create(model, SMALL)).getMessage()
            .contains("already"));
        assertThrows(ModelException.class, () -> Inspector.open(temporary.resolve("nowhere")));
        assertThrows(UserException.class, () -> Inspector.create(temporary.resolve("new"), Map.of("no.key", "1")));
    }

    @Test
    void aPictureThatCannotBeUsedIsTold() throws Exception {
        try (Inspector inspector = Inspector.create(model, SMALL)) {
            inspector.learn("first", normal(0));
            String message = assertThrows(DataException.class, () -> inspector.score(List.of(normal(0).getFirst(),
                new BufferedImage(4, 40, BufferedImage.TYPE_BYTE_GRAY)), false)).getMessage();
            assertTrue(message.contains("image 2") && message.contains("4×40") && message.contains("data.min_side"),
                message);
        }
    }

    @Test
    void useAfterCloseIsAnErrorAndClosingTwiceIsNone() throws Exception {
        Inspector inspector = Inspector.create(model, SMALL);
        inspector.learn("first", normal(0));
        inspector.close();
        inspector.close();
        BufferedImage picture = normal(0).getFirst();
        assertThrows(IllegalStateException.class, () -> inspector.score(picture));
        assertThrows(IllegalStateException.class, inspector::categories);
    }
}
