package org.diffcont.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.TestImage;
import org.diffcont.detect.Detector;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.DataException;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.LoadedImages;
import org.diffcont.operation.Images;
import org.diffcont.strategy.LearnerState;

/**
 * A category's test images, scored after each experience. They are kept where there is room for them, since all
 * categories' together may not fit into memory, and else loaded each time that they have to be read.
 */
final class TestImages {
    private final Images loader;
    private final List<TestImage> readable = new ArrayList<>();
    private final ScoreMemory memory;
    private final boolean kept;
    private LoadedImages loaded;
    private final int unreadable;

    /**
     * Loads the images for the first time: what cannot be read is told of, counted and left out from here on.
     *
     * @param samePictures  is told of the images
     * @param room          bytes that the images may take from now on
     */
    TestImages(Category category, Images loader, FeatureReader reader, Settings settings,
            SamePictureSearch samePictures, long room) {
        this.loader = loader;
        Map<Path, TestImage> byPath = new HashMap<>();
        category.test().forEach(t -> byPath.put(t.path(), t));
        loaded = loader.load(Images.files(category.test().stream().map(TestImage::path).toList()));
        loaded.paths().forEach(path -> readable.add(byPath.get(path)));
        unreadable = category.test().size() - readable.size();
        samePictures.test(readable, loaded.images());
        kept = bytes(loaded) <= room;
        memory = new ScoreMemory(reader, settings, readable.size(), this::at);
    }

    private static long bytes(LoadedImages images) {
        return (long) images.count() * images.images().imageLength() * Float.BYTES;
    }

    /** What the images take from now on. */
    long keptBytes() {
        return kept ? bytes(loaded) : 0;
    }

    /** The images that can be read, in the order of their scores. */
    List<TestImage> readable() {
        return readable;
    }

    /** How many of the category's images cannot be read. */
    int unreadable() {
        return unreadable;
    }

    /** @param classIndex  the images' own class */
    List<Detector.ImageScores> score(LearnerState state, int classIndex) {
        List<Detector.ImageScores> scores = memory.score(state.detector(), state.reader(), Set.of(classIndex));
        forget();
        return scores;
    }

    boolean[] unknown(LearnerState state) {
        boolean[] unknown = memory.unknown(state.detector(), state.reader());
        forget();
        return unknown;
    }

    private void forget() {
        if (!kept) {
            loaded = null;
        }
    }

    private ImageBatch at(int[] indices) {
        if (loaded != null) {
            return loaded.images().select(indices);
        }
        List<Path> paths = Arrays.stream(indices).mapToObj(i -> readable.get(i).path()).toList();
        LoadedImages again = loader.loadAgain(paths);
        if (again.count() < paths.size()) {
            throw new DataException(again.skipped().getFirst().reason() + " (it could be read before; keep the test "
                + "images in place while a benchmark runs)");
        }
        return again.images();
    }
}
