package org.diffcont.grid;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.diffcont.benchmark.BenchmarkRun;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Datasets;
import org.diffcont.detect.Tiny;
import org.diffcont.error.ModelException;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.image.DatasetRules;
import org.diffcont.model.ModelFolder;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.TinyLearner;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridExecutionTest {
    private static final Settings SETTINGS = TinyLearner.settings("training.epochs", "0", "routing.rule", "nearest",
        "readings.candidates", "pixels:as_is:4/location_mahalanobis:3");

    @TempDir
    static Path shared;
    private static Path data;

    @TempDir
    Path temporary;

    @BeforeAll
    static void makeData() {
        data = shared.resolve("data");
        SyntheticDataset.write(data, new SynthesisSettings(64, 10, 3, 1, 5,
            SyntheticDataset.categories().subList(0, 3)), 2, (category, done, total) -> { });
    }

    private static Grid grid(String... axes) {
        return Grid.of(List.of(axes).stream().map(GridAxis::parse).toList(), SETTINGS::with, List.of(0L, 1L),
            List.of("shuffled"));
    }

    /** Remembers what it is told. */
    private static final class Told implements GridExecution.Listener {
        private final List<String> begun = new ArrayList<>();
        private final List<String> ended = new ArrayList<>();
        private int evaluated;

        @Override
        public void begins(GridRun run, RunFolder folder, int experiences) {
            begun.add(run.folder());
            assertEquals(3, experiences);
        }

        @Override
        public void evaluated(GridRun run, ExperienceEvaluation evaluation) {
            evaluated++;
        }

        @Override
        public void ended(RunResult result) {
            ended.add(result.run().folder());
        }
    }

    private static List<RunResult> run(Grid grid, Path folder, Told told) {
        return run(grid, folder, told, CancelSignal.never());
    }

    private static List<RunResult> run(Grid grid, Path folder, Told told, CancelSignal cancel) {
        return new GridExecution(grid, Tiny.MACHINE, folder, data, "test").run(Progress.none(), cancel, told);
    }

    /** The table, but for the time it took. */
    private static String table(Grid grid, List<RunResult> results) {
        return GridFiles.json(GridTable.of(grid, results)).replaceAll(
            "\"(seconds|milliseconds_per_image|peak_memory)\" : (\\{[^}]*}|[^,]*)", "\"$1\"");
    }

    @Test
    void aGridThatWasStoppedInTheMiddleOfARunGoesOnAndGivesTheSameTable() {
        Grid grid = grid("evt.tail=0.1,0.5");
        String expected = table(grid, run(grid, temporary.resolve("whole"), new Told()));
        Path folder = temporary.resolve("stopped");
        Told first = new Told();
        // In the third of four runs, after its first experience.
        assertThrows(CancelledException.class, () -> run(grid, folder, first, () -> first.evaluated >= 7));
        assertEquals(2, first.ended.size());
        assertEquals(1, MetricsJson.read(folder.resolve(grid.runs().get(2).folder()).resolve("metrics.json"))
            .experiences().size());
        Told second = new Told();
        List<RunResult> results = run(grid, folder, second);
        assertEquals(expected, table(grid, results));
        assertEquals(grid.runs().subList(2, 4).stream().map(GridRun::folder).toList(), second.begun);
        Told third = new Told();
        assertEquals(expected, table(grid, run(grid, folder, third)));
        assertEquals(List.of(), third.begun, "a finished grid only gives its table");
        assertEquals(4, third.ended.size());
    }

    /** Learns in this process what a process of its own would. */
    private static Optional<String> finish(Path run, CancelSignal cancel) {
        Settings settings = RunFolder.settings(run);
        new BenchmarkRun(RunFolder.resume(run, settings, Tiny.MACHINE), settings, Tiny.MACHINE, data,
            Datasets.read(data, new DatasetRules(4))).run(Progress.none(), cancel, (_, _) -> { });
        return Optional.empty();
    }

    @Test
    void severalRunsAtOnceStoppedInTheMiddleGoOnAndGiveTheTableOfOneAfterAnother() {
        Grid grid = grid("evt.tail=0.1,0.5");
        String expected = table(grid, run(grid, temporary.resolve("whole"), new Told()));
        Path folder = temporary.resolve("stopped");
        GridExecution execution = new GridExecution(grid, Tiny.MACHINE, folder, data, "test");
        Told first = new Told();
        CountDownLatch atOnce = new CountDownLatch(2);
        // The third run is stopped after its first experience, and no other is begun.
        AtomicBoolean stop = new AtomicBoolean();
        assertThrows(CancelledException.class, () -> execution.run(2, (path, cancel) -> {
            // The first two wait for each other.
            atOnce.countDown();
            assertDoesNotThrow(() -> assertTrue(atOnce.await(1, TimeUnit.MINUTES)));
            boolean third = path.endsWith(grid.runs().get(2).folder());
            return finish(path, () -> {
                boolean one = third && Files.exists(path.resolve("metrics.json"));
                stop.compareAndSet(false, one);
                return one || cancel.isCancelled();
            });
        }, Progress.none(), stop::get, first));
        assertTrue(first.ended.size() < 4, first.ended::toString);
        Told second = new Told();
        assertEquals(expected, table(grid, execution.run(2, GridExecutionTest::finish, Progress.none(),
            CancelSignal.never(), second)));
        assertEquals(4, second.ended.size());
        assertTrue(second.begun.contains(grid.runs().get(2).folder()));
        Told third = new Told();
        assertEquals(expected, table(grid, execution.run(3, (_, _) -> Optional.of("not to be asked"), Progress.none(),
            CancelSignal.never(), third)));
        assertEquals(List.of(), third.begun);
    }

    @Test
    void aProcessThatFailsIsNotedWithItsReasonAndTheOthersGoOn() {
        Grid grid = grid("evt.tail=0.1,0.5");
        List<RunResult> results = new GridExecution(grid, Tiny.MACHINE, temporary.resolve("grid"), data, "test").run(2,
            (path, cancel) -> path.endsWith(grid.runs().getFirst().folder()) ? Optional.of("out of memory")
                : finish(path, cancel), Progress.none(), CancelSignal.never(), new Told());
        assertEquals("out of memory", results.getFirst().problem());
        assertEquals(List.of(false, true, true, true), results.stream().map(r -> r.evaluation().isPresent()).toList());
    }

    @Test
    void aRunThatAnotherProcessIsAtIsLeftToIt() {
        Grid grid = grid("evt.tail=0.1");
        Path folder = temporary.resolve("grid");
        Path busy = folder.resolve(grid.runs().getFirst().folder());
        RunFolder.create(busy, grid.runs().getFirst().settings());
        List<RunResult> results;
        try (ModelFolder.Lock _ = new ModelFolder(busy.resolve("model")).lock()) {
            results = run(grid, folder, new Told());
        }
        assertTrue(results.get(0).evaluation().isEmpty());
        assertTrue(results.get(0).problem().contains("another process"), results.get(0).problem());
        assertTrue(results.get(1).evaluation().isPresent());
        GridTable.Row row = GridTable.of(grid, results).rows().getFirst();
        assertEquals(1, row.finished());
        assertEquals(2, row.planned());
        assertTrue(run(grid, folder, new Told()).get(0).evaluation().isPresent());
    }

    @Test
    void aRunThatFailsIsNotedAndTheOthersGoOn() {
        Grid grid = grid("readings.max_bytes=1,4000000");
        Path folder = temporary.resolve("grid");
        List<RunResult> results = run(grid, folder, new Told());
        assertEquals(List.of(false, false, true, true), results.stream().map(r -> r.evaluation().isPresent()).toList());
        assertTrue(results.get(0).problem().contains("readings.max_bytes"), results.get(0).problem());
        GridTable table = GridTable.of(grid, results);
        assertEquals(0, table.comparisons().getFirst().predicted().runs());
        assertTrue(Double.isNaN(table.rows().getFirst().figures().get(Figure.BYTES).mean()));
    }

    @Test
    void everyRunIsAnOrdinaryRunFolder() throws IOException {
        Grid grid = grid("evt.tail=0.1");
        Path folder = temporary.resolve("grid");
        List<RunResult> results = run(grid, folder, new Told());
        for (RunResult result : results) {
            assertEquals(result.run().settings(), RunFolder.settings(result.folder()));
            assertEquals(data.toAbsolutePath().normalize().toString(), RunFolder.origin(result.folder()).data());
            assertTrue(result.bytes() > 1000);
            try (Stream<Path> files = Files.walk(new ModelFolder(result.folder().resolve("model")).currentPath())) {
                assertEquals(files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum(),
                    result.bytes());
            }
        }
    }

    @Test
    void aSplitThatDoesNotFitIsRefusedBeforeAnyRun() {
        Path folder = temporary.resolve("grid");
        UserException e = assertThrows(UserException.class,
            () -> run(grid("experience.split=3,2+2"), folder, new Told()));
        assertTrue(e.getMessage().contains("adds up to 4 classes, but there are 3"), e.getMessage());
        assertFalse(Files.exists(folder));
    }

    @Test
    void anotherConfigurationUnderTheSameNameIsRefused() {
        Path folder = temporary.resolve("grid");
        run(grid("evt.tail=0.1"), folder, new Told());
        Grid other = Grid.of(List.of(GridAxis.parse("evt.tail=0.1")), keys -> SETTINGS.with(keys).with("replay.batch",
            "5"), List.of(0L), List.of("shuffled"));
        ModelException e = assertThrows(ModelException.class, () -> run(other, folder, new Told()));
        assertTrue(e.getMessage().contains("replay.batch"), e.getMessage());
    }

    @Test
    void theTableHoldsMeansDeviationsAndPairedDifferencesOfItsRuns() throws IOException {
        Grid grid = grid("readings.candidates=pixels:as_is:4/location_mahalanobis:3,pixels:as_is:4/diagonal");
        Path folder = temporary.resolve("grid");
        List<RunResult> results = run(grid, folder, new Told());
        GridTable table = GridTable.of(grid, results);
        double[] auroc = results.stream().mapToDouble(r -> r.evaluation().orElseThrow().last().macro().predicted()
            .auroc()).toArray();
        Spread first = table.rows().getFirst().figures().get(Figure.MACRO_AUROC);
        assertEquals((auroc[0] + auroc[1]) / 2, first.mean(), 1e-15);
        assertEquals(Math.abs(auroc[0] - auroc[1]) / Math.sqrt(2), first.deviation(), 1e-15);
        GridTable.Comparison difference = table.comparisons().getFirst();
        assertEquals((auroc[2] + auroc[3] - auroc[0] - auroc[1]) / 2, difference.predicted().mean(), 1e-12);
        assertEquals(2, difference.predicted().runs());
        for (RunResult result : results) {
            double milliseconds = Figure.MILLISECONDS_PER_IMAGE.of(result);
            assertTrue(milliseconds > 0 && milliseconds < 1e4, () -> milliseconds + " ms an image");
            double peak = Figure.PEAK_MEMORY.of(result);
            assertTrue(peak > 1e7 && peak < 1e11, () -> peak + " bytes");
            assertEquals(result.costs(), MetricsJson.readCosts(result.folder().resolve("metrics.json")));
        }
        assertEquals(3, difference.predicted().classes());

        GridFiles.write(folder, table);
        JsonNode json = new ObjectMapper().readTree(folder.resolve("grid.json").toFile());
        assertEquals(first.mean(), json.at("/points/0/figures/macro_auroc/mean").asDouble());
        assertEquals(difference.predicted().interval().low(), json.at("/comparisons/0/macro_auroc/low").asDouble());
        assertEquals(auroc[3], json.at("/runs/3/figures/macro_auroc").asDouble());
        List<String> csv = Files.readAllLines(folder.resolve("grid.csv"));
        assertEquals(3, csv.size());
        assertTrue(csv.getFirst().startsWith("point,readings.candidates,runs,macro_auroc,macro_auroc_deviation,"));
        assertTrue(csv.get(1).contains("," + first.mean() + "," + first.deviation() + ","), csv.get(1));
    }
}
