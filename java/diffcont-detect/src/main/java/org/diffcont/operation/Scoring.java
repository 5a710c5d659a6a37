package org.diffcont.operation;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Detector;
import org.diffcont.detect.LocationMaps;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.error.DataException;
import org.diffcont.error.ModelException;
import org.diffcont.error.NearestNames;
import org.diffcont.heatmap.HeatMap;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.LoadedImages;
import org.diffcont.image.SkippedImage;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;

/** Scores image files, or images in memory, with a model, batch by batch. */
public final class Scoring implements AutoCloseable {
    /** Most files that are worth scoring at once; more only take memory. */
    public static final int BATCH = 64;

    private final ModelFolder.Stored stored;
    private final DetectionModel model;
    private final FeatureReader reader;
    private final Images images;
    private final Optional<Integer> known;
    private final boolean heatMaps;

    /**
     * @param className  the class all images are known to belong to; empty to let the model choose for each
     * @param strict     stop at an image that cannot be read; otherwise as the model's configuration says
     * @param heatMaps   whether heat maps are wanted
     * @throws ModelException when there is no such model or class
     */
    public Scoring(ModelFolder folder, Machine machine, Optional<String> className, boolean strict, boolean heatMaps) {
        this(folder, machine, className, strict, heatMaps, () -> { });
    }

    /**
     * As {@link #Scoring(ModelFolder, Machine, Optional, boolean, boolean)}.
     *
     * @param beforeNative  see {@link ModelFolder#load(Machine, Runnable)}
     */
    public Scoring(ModelFolder folder, Machine machine, Optional<String> className, boolean strict, boolean heatMaps,
            Runnable beforeNative) {
        this.stored = folder.load(machine, beforeNative);
        this.model = stored.model();
        try {
            this.known = className.map(name -> classIndex(model, name));
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
        this.reader = new FeatureReader(stored.settings(), machine);
        this.images = new Images(strict ? stored.settings().with("data.strict", "true") : stored.settings(), machine);
        this.heatMaps = heatMaps;
    }

    /** The model's configuration. */
    public Settings settings() {
        return stored.settings();
    }

    /** The model's classes, in the order in which they were learned. */
    public List<String> classNames() {
        return model.classNames();
    }

    /** Scores a batch of files: one result a file, in order, the same whatever the batch. */
    public List<FileScore> score(List<Path> files) {
        return score(load(files));
    }

    /**
     * Files with those images among them that could be read.
     *
     * @param files  all, in order
     */
    public record LoadedFiles(List<Path> files, LoadedImages images) {
    }

    /** The first half of {@link #score(List)}: may be done for the next batch while another is scored. */
    public LoadedFiles load(List<Path> files) {
        return new LoadedFiles(files, images.load(files));
    }

    /** The second half of {@link #score(List)}. */
    public List<FileScore> score(LoadedFiles batch) {
        List<FileScore.Scored> scored = scored(batch.images());
        List<FileScore> all = new ArrayList<>(batch.files().size());
        int next = 0;
        List<SkippedImage> skipped = new ArrayList<>(batch.images().skipped());
        for (Path file : batch.files()) {
            if (!skipped.isEmpty() && skipped.getFirst().path().equals(file)) {
                all.add(new FileScore.Unreadable(file, skipped.removeFirst().reason()));
            } else {
                all.add(scored.get(next++));
            }
        }
        return all;
    }

    private List<FileScore.Scored> scored(LoadedImages loaded) {
        List<ImageScore> scores = score(loaded.images(), heatMaps);
        return IntStream.range(0, loaded.count()).mapToObj(i -> new FileScore.Scored(loaded.paths().get(i),
            scores.get(i).className(), scores.get(i).unknown(), scores.get(i).decision(), scores.get(i).heatMap()))
            .toList();
    }

    /**
     * Scores images that are in memory: one result an image, in order, the same as for files with these samples.
     *
     * @param wanted  whether heat maps are wanted
     * @throws DataException when one cannot be used
     */
    public List<ImageScore> scorePictures(List<BufferedImage> pictures, boolean wanted) {
        return score(images.batch(pictures), wanted);
    }

    private List<ImageScore> score(ImageBatch batch, boolean wanted) {
        if (batch.count() == 0) {
            return List.of();
        }
        List<ClassDetector> classes = model.detector().classes();
        ImageReadings readings = reader.open(model.network(), batch);
        List<Detector.ImageScores> scores = model.detector().score(readings, stored.settings(),
            known.map(Set::of).orElse(Set.of()));
        int[] decided = scores.stream().mapToInt(s -> known.orElse(s.routedClass())).toArray();
        Map<Integer, HeatMap> maps = wanted ? heatMaps(readings, decided) : Map.of();
        List<ImageScore> all = new ArrayList<>(batch.count());
        for (int i = 0; i < decided.length; i++) {
            ClassDetector c = classes.get(decided[i]);
            all.add(new ImageScore(c.name(), known.isEmpty() && scores.get(i).unknown(),
                c.decide(scores.get(i).distances()[decided[i]]), Optional.ofNullable(maps.get(i))));
        }
        return all;
    }

    /** Each image's map by the class that decided, where that class has one. */
    private Map<Integer, HeatMap> heatMaps(ImageReadings readings, int[] decided) {
        Map<Integer, HeatMap> maps = new HashMap<>();
        for (int c : Arrays.stream(decided).distinct().toArray()) {
            int[] ofClass = IntStream.range(0, decided.length).filter(i -> decided[i] == c).toArray();
            LocationMaps.of(model.detector().classes().get(c).statistics(),
                readings.select(ofClass).forClass(c)).ifPresent(all -> {
                    for (int i = 0; i < ofClass.length; i++) {
                        maps.put(ofClass[i], new HeatMap(readings.size(), all[i]));
                    }
                });
        }
        return maps;
    }

    /** @throws ModelException when there is no such class */
    public static int classIndex(DetectionModel model, String name) {
        List<String> names = model.classNames();
        int index = names.indexOf(name);
        if (index < 0) {
            throw unknownClass(name, names);
        }
        return index;
    }

    /** The error for a product that a model does not know. */
    public static ModelException unknownClass(String name, List<String> names) {
        return new ModelException("the model knows no class \"" + name + "\"; nearest: "
            + String.join(", ", NearestNames.to(name, names)) + ". The command info --model lists them all");
    }

    @Override
    public void close() {
        model.close();
        reader.close();
    }
}
