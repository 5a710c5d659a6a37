package org.diffcont.benchmark;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.TestImage;
import org.diffcont.detect.LocationMaps;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.evaluate.ExampleKind;
import org.diffcont.evaluate.PixelEvaluation;
import org.diffcont.evaluate.PixelHistogram;
import org.diffcont.evaluate.PixelMetrics;
import org.diffcont.evaluate.ScoredImage;
import org.diffcont.files.AtomicFiles;
import org.diffcont.heatmap.ZMap;
import org.diffcont.heatmap.HeatMapPicture;
import org.diffcont.image.ImageDecoder;
import org.diffcont.image.LoadedImages;
import org.diffcont.image.Pictures;
import org.diffcont.error.UnreadableImageException;
import org.diffcont.operation.Images;
import org.diffcont.strategy.LearnerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a benchmark does with heat maps: measures them against masks, and draws those of telling images. */
final class HeatMapEvaluation {
    private static final Logger LOG = LoggerFactory.getLogger(HeatMapEvaluation.class);
    private static final int BATCH = 32;
    /** Longer side of a drawn heat map, pixels. */
    private static final int SIDE = 128;

    private final LearnerState state;
    private final FeatureReader reader;
    private final Settings settings;
    private final Images images;

    HeatMapEvaluation(LearnerState state, FeatureReader reader, Settings settings, Images images) {
        this.state = state;
        this.reader = reader;
        this.settings = settings;
        this.images = images;
    }

    /**
     * Pixel metrics of the classes, in class order, whose test images have masks and whose readings have cells.
     *
     * @param used   which test images take part
     * @param notes  is given what is wrong with masks
     */
    Optional<PixelEvaluation> pixels(List<Category> categories, Path dataRoot, Predicate<TestImage> used,
            List<String> notes) {
        Map<String, PixelMetrics> perClass = new LinkedHashMap<>();
        for (int c = 0; c < categories.size(); c++) {
            Category category = categories.get(c);
            if (category.maskedCount() > 0) {
                DefectMasks masks = new DefectMasks(Images.limits(settings));
                pixels(c, category.test().stream().filter(used).toList(), masks)
                    .ifPresent(metrics -> perClass.put(category.name(), metrics));
                notes.addAll(masks.notes(category.name(), dataRoot));
            }
        }
        return perClass.isEmpty() ? Optional.empty() : Optional.of(PixelEvaluation.of(perClass));
    }

    private Optional<PixelMetrics> pixels(int classIndex, List<TestImage> images, DefectMasks masks) {
        Map<Path, TestImage> byPath = new LinkedHashMap<>();
        images.forEach(t -> byPath.put(t.path(), t));
        LoadedImages tests = this.images.loadAgain(images.stream().map(TestImage::path).toList());
        PixelHistogram histogram = new PixelHistogram();
        for (int from = 0; from < tests.count(); from += BATCH) {
            int to = Math.min(tests.count(), from + BATCH);
            Optional<float[][]> maps = maps(classIndex, tests, from, to);
            if (maps.isEmpty()) {
                return Optional.empty();
            }
            int size = tests.images().size();
            for (int i = from; i < to; i++) {
                float[] map = maps.get()[i - from];
                masks.of(byPath.get(tests.paths().get(i)), tests.facts().get(i), size)
                    .ifPresent(mask -> histogram.add(map, mask, size));
            }
        }
        return Optional.of(histogram.metrics());
    }

    private Optional<float[][]> maps(int classIndex, LoadedImages tests, int from, int to) {
        return LocationMaps.of(state.detector().classes().get(classIndex).statistics(),
            reader.open(state.reader(), tests.images().range(from, to)).forClass(classIndex));
    }

    /** Draws the telling images' heat maps, each by the class that decided. */
    void draw(RunFolder folder, Path dataRoot, List<ScoredImage> scored) {
        AtomicFiles.createFolder(folder.heatMaps());
        AtomicFiles.write(folder.heatMapLegend(), Pictures.png(HeatMapPicture.legend(SIDE)));
        int classes = state.detector().classes().size();
        for (ExampleKind kind : ExampleKind.values()) {
            for (ScoredImage image : kind.telling(scored, classes)) {
                Path file = dataRoot.resolve(image.path());
                LoadedImages one = images.loadAgain(List.of(file));
                if (one.count() == 1) {
                    maps(image.predicted().classIndex(), one, 0, 1).ifPresent(map ->
                        draw(folder.heatMap(image.path()), file, new ZMap(one.images().size(), map[0])));
                }
            }
        }
    }

    private void draw(Path target, Path file, ZMap map) {
        try {
            AtomicFiles.write(target, Pictures.png(HeatMapPicture.overlay(ImageDecoder.decode(file,
                Images.reading(settings)), map, SIDE)));
        } catch (UnreadableImageException e) {
            LOG.warn("no heat map: the image has changed since it was scored: {}", e.getMessage());
        }
    }
}
