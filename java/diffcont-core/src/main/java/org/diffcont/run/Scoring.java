package org.diffcont.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.FeatureReader;
import org.diffcont.evaluate.Decision;
import org.diffcont.image.LoadedImages;
import org.diffcont.image.SkippedImage;
import org.diffcont.model.ModelFolder;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;
import org.diffcont.strategy.LearnerState;

/** Scores image files with a model. */
public final class Scoring implements AutoCloseable {
    /** Files decoded and scored at once: bounds memory. */
    private static final int BATCH = 256;

    private final ModelFolder.Stored model;
    private final FeatureReader reader;
    private final Images images;

    /** @param strict  stop at an image that cannot be read; otherwise as the model's configuration says */
    public Scoring(ModelFolder folder, boolean strict) {
        this.model = folder.load();
        this.reader = new FeatureReader(model.settings());
        this.images = new Images(strict ? model.settings().with("data.strict", "true") : model.settings());
    }

    /**
     * One file's score.
     *
     * @param unknown  whether it shows none of the learned products; {@code className} is then the nearest
     */
    public record ScoredFile(Path path, String className, boolean unknown, Decision decision) {
    }

    /** Scores of the files that could be read, in order, and the files that could not. */
    public record Result(List<ScoredFile> scored, List<SkippedImage> skipped) {
    }

    /**
     * Scores files.
     *
     * @param className  the class all images are known to belong to; empty to let the model choose for each
     */
    public Result score(List<Path> files, Optional<String> className, Progress progress,
            CancelSignal cancel) {
        List<ClassDetector> classes = model.state().detector().classes();
        Optional<Integer> known = className.map(this::classIndex);
        List<ScoredFile> scored = new ArrayList<>();
        List<SkippedImage> skipped = new ArrayList<>();
        progress.start("scoring", files.size(), "images");
        for (int from = 0; from < files.size(); from += BATCH) {
            cancel.throwIfCancelled();
            List<Path> batch = files.subList(from, Math.min(files.size(), from + BATCH));
            LoadedImages loaded = images.load(batch);
            skipped.addAll(loaded.skipped());
            List<Detector.ImageScores> scores = model.state().detector().score(model.state().reader(), reader,
                model.settings(), loaded.values(), loaded.paths().size(), known.map(Set::of).orElse(Set.of()));
            for (int i = 0; i < scores.size(); i++) {
                int c = known.orElse(scores.get(i).routedClass());
                scored.add(new ScoredFile(loaded.paths().get(i), classes.get(c).name(),
                    known.isEmpty() && scores.get(i).unknown(), classes.get(c).decide(scores.get(i).distances()[c])));
            }
            progress.step(batch.size());
        }
        progress.close();
        return new Result(scored, skipped);
    }

    private int classIndex(String name) {
        return classIndex(model.state(), name);
    }

    /** @throws org.diffcont.error.ModelException when there is no such class */
    static int classIndex(LearnerState state, String name) {
        List<String> names = state.classNames();
        int index = names.indexOf(name);
        if (index < 0) {
            throw Sampling.unknownClass(name, names);
        }
        return index;
    }

    @Override
    public void close() {
        model.state().close();
    }
}
