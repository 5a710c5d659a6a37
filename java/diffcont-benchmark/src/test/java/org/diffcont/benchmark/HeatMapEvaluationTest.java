package org.diffcont.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Datasets;
import org.diffcont.detect.Tiny;
import org.diffcont.evaluate.ExampleKind;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.evaluate.PixelEvaluation;
import org.diffcont.evaluate.ScoredImage;
import org.diffcont.evaluate.ScoresCsv;
import org.diffcont.image.DatasetRules;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.TinyLearner;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatMapEvaluationTest {
    private static final Settings SETTINGS = TinyLearner.settings("data.image_size", "32", "network.image_size", "32",
        "readings.candidates", "filter_bank:as_is:8/location_mahalanobis:8", "training.epochs", "0", "routing.rule",
        "nearest");

    @TempDir
    Path temporary;

    private RunFolder run(Settings settings) {
        Path data = temporary.resolve("data");
        SyntheticDataset.write(data, new SynthesisSettings(64, 12, 3, 2, 5,
            SyntheticDataset.categories().subList(0, 2)), 2, (category, done, total) -> { });
        RunFolder folder = RunFolder.create(temporary.resolve("run"), settings);
        new BenchmarkRun(folder, settings, Tiny.MACHINE, data, Datasets.read(data, new DatasetRules(4)))
            .run(Progress.none(), CancelSignal.never(), (evaluation, experiences) -> { });
        return folder;
    }

    @Test
    void aRunMeasuresItsMapsAgainstMasksAndDrawsThoseOfTellingImages() throws IOException {
        RunFolder folder = run(SETTINGS);
        PixelEvaluation pixels = MetricsJson.readPixels(folder.metrics()).orElseThrow();
        List<String> classes = MetricsJson.read(folder.metrics()).matrix().classes();
        assertEquals(classes, List.copyOf(pixels.perClass().keySet()));
        assertTrue(pixels.perClass().values().stream().allMatch(m -> m.regions() > 0 && m.aurocError() < 1e-2));
        assertTrue(pixels.macro().auroc() > 0.6, pixels::toString);
        List<ScoredImage> images = ScoresCsv.read(folder.scores(), classes, 1).stream().map(ScoresCsv.Row::image)
            .toList();
        Set<Path> expected = new TreeSet<>(Set.of(folder.heatMapLegend()));
        for (ExampleKind kind : ExampleKind.values()) {
            kind.telling(images, 2).forEach(i -> expected.add(folder.heatMap(i.path())));
        }
        assertTrue(expected.size() > 3, expected::toString);
        try (Stream<Path> files = Files.list(folder.heatMaps())) {
            assertEquals(expected, files.collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void switchedOffNothingIsDrawnAndNothingMeasured() {
        RunFolder folder = run(SETTINGS.with("run.heatmaps", "false"));
        assertTrue(MetricsJson.readPixels(folder.metrics()).isEmpty());
        assertFalse(Files.exists(folder.heatMaps()));
    }
}
