package org.diffcont.operation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diffcont.config.NearestNames;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Decision;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Detector;
import org.diffcont.detect.LocationMaps;
import org.diffcont.detect.check.ImageCheck;
import org.diffcont.detect.check.ImageKind;
import org.diffcont.detect.check.ImageMeasures;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.error.ModelException;
import org.diffcont.heatmap.ZMap;
import org.diffcont.image.ImageFacts;
import org.diffcont.image.ImageInput;
import org.diffcont.image.ImageReading;
import org.diffcont.image.LoadedImages;
import org.diffcont.machine.Machine;
import org.diffcont.machine.Workers;
import org.diffcont.model.ModelFolder;

/** Scores image files, or images in memory, with a model, batch by batch. */
public final class Scoring implements AutoCloseable {
    /** Most files that are worth scoring at once; more only take memory. */
    public static final int BATCH = 64;

    private final ModelFolder.Stored stored;
    private final DetectionModel model;
    private final FeatureReader reader;
    private final Machine machine;
    private final Settings files;
    private final Images images;
    private final Images lenient;
    private final Optional<Integer> known;
    private final boolean heatMaps;

    /**
     * @param className  the class all images are known to belong to; empty to let the model choose for each
     * @param reading    how files are read
     * @param heatMaps   whether heat maps are wanted
     * @throws ModelException when there is no such model or class
     */
    public Scoring(ModelFolder folder, Machine machine, Optional<String> className, ReadingOptions reading,
            boolean heatMaps) {
        this(folder, machine, className, reading, heatMaps, () -> { });
    }

    /**
     * As {@link #Scoring(ModelFolder, Machine, Optional, ReadingOptions, boolean)}.
     *
     * @param beforeNative  see {@link ModelFolder#load(Machine, Runnable)}
     */
    public Scoring(ModelFolder folder, Machine machine, Optional<String> className, ReadingOptions reading,
            boolean heatMaps, Runnable beforeNative) {
        this.stored = folder.load(machine, beforeNative);
        this.model = stored.model();
        Settings files;
        try {
            files = reading.over(stored.settings());
            this.known = className.map(name -> classIndex(model, name));
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
        this.reader = new FeatureReader(stored.settings(), machine);
        this.machine = machine;
        this.files = files;
        this.images = new Images(files, machine, bits());
        this.lenient = new Images(files.with("data.strict", "false"), machine, bits());
        this.heatMaps = heatMaps;
    }

    /** What the classes that can decide were learned with. */
    private Set<Integer> bits() {
        List<ClassDetector> classes = model.detector().classes();
        return known.map(classes::get).map(List::of).orElse(classes).stream().map(ClassDetector::bits)
            .collect(Collectors.toSet());
    }

    /** The model's configuration. */
    public Settings settings() {
        return stored.settings();
    }

    /** How image files are read. */
    public ImageReading reading() {
        return Images.reading(files);
    }

    /** The model's number on disk. */
    public int version() {
        return stored.version();
    }

    /** The model. */
    public DetectionModel model() {
        return model;
    }

    /** The model's classes, in the order in which they were learned. */
    public List<String> classNames() {
        return model.classNames();
    }

    /** Scores a batch of files: one result a file, in order, the same whatever the batch. */
    public List<ImageScore> score(List<Path> files) {
        return score(load(files));
    }

    /** The first half of {@link #score(List)}: may be done for the next batch while another is scored. */
    public LoadedImages load(List<Path> files) {
        return images.load(Images.files(files));
    }

    /** As {@link #load(List)}, with hashes, by which {@link RepeatedFrames} are told. */
    public LoadedImages loadHashed(List<Path> files) {
        return images.loadHashed(Images.files(files));
    }

    /** The first half, for images of any kind; those that cannot be read are skipped, whatever {@code data.strict} says. */
    public LoadedImages loadInputs(List<ImageInput> inputs) {
        return lenient.load(inputs);
    }

    /** The second half of {@link #score(List)}. */
    public List<ImageScore> score(LoadedImages loaded) {
        return score(loaded, known, heatMaps);
    }

    /**
     * As {@link #score(LoadedImages)}.
     *
     * @param product  the class all images are known to belong to; empty to let the model choose for each
     * @param wanted   whether heat maps are wanted
     */
    public List<ImageScore> score(LoadedImages loaded, Optional<Integer> product, boolean wanted) {
        List<ImageScore> all = new ArrayList<>(scored(loaded, product, wanted));
        // Ascending, so that each finds its place.
        loaded.skipped().forEach(s -> all.add(s.index(), new ImageScore.Unreadable(s.input(), s.reason())));
        return all;
    }

    private List<ImageScore> scored(LoadedImages loaded, Optional<Integer> product, boolean wanted) {
        if (loaded.count() == 0) {
            return List.of();
        }
        List<ClassDetector> classes = model.detector().classes();
        ImageReadings readings = reader.open(model.network(), loaded.images());
        List<Detector.ImageScores> scores = model.detector().score(readings, stored.settings(),
            product.map(Set::of).orElse(Set.of()));
        int[] decided = scores.stream().mapToInt(s -> product.orElse(s.routedClass())).toArray();
        Map<Integer, ZMap> maps = wanted ? heatMaps(readings, decided) : Map.of();
        return Workers.run(machine, () -> IntStream.range(0, decided.length).parallel().<ImageScore>mapToObj(i -> {
            ClassDetector c = classes.get(decided[i]);
            return judged(loaded, i, c, product.isPresent() || !scores.get(i).unknown(),
                c.decide(scores.get(i).distances()[decided[i]]), Optional.ofNullable(maps.get(i)));
        }).toList());
    }

    private static ImageScore.Scored judged(LoadedImages loaded, int image, ClassDetector c, boolean known,
            Decision decision, Optional<ZMap> map) {
        Optional<ImageCheck.Fault> fault = c.kind().flatMap(kind -> kind.check()
            .fault(ImageMeasures.of(loaded.images().image(image), loaded.images().size())));
        List<String> reasons = new ArrayList<>();
        boolean blank = fault.isPresent() && fault.get().blank();
        if (!blank && !known) {
            reasons.add("shows none of the learned products");
        }
        if (!blank && known && decision.anomalous()) {
            reasons.add("above the threshold");
        }
        fault.ifPresent(f -> reasons.add(f.text()));
        Verdict verdict = reasons.isEmpty() ? Verdict.NORMAL : known || blank ? Verdict.ANOMALOUS : Verdict.UNKNOWN;
        ImageFacts facts = loaded.facts().get(image);
        List<String> warnings = new ArrayList<>();
        if (facts.pages() > 1) {
            warnings.add("one of " + facts.pages() + " images in the file was scored (data.page)");
        }
        if (known) {
            c.kind().map(ImageKind::from).ifPresent(from -> warnings.addAll(from.differences(facts, c.name())));
        }
        return new ImageScore.Scored(loaded.inputs().get(image), c.name(), known, decision, verdict,
            reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons)), warnings, map);
    }

    /** Each image's map by the class that decided, where that class has one. */
    private Map<Integer, ZMap> heatMaps(ImageReadings readings, int[] decided) {
        Map<Integer, ZMap> maps = new HashMap<>();
        for (int c : Arrays.stream(decided).distinct().toArray()) {
            int[] ofClass = IntStream.range(0, decided.length).filter(i -> decided[i] == c).toArray();
            LocationMaps.of(model.detector().classes().get(c).statistics(),
                readings.select(ofClass).forClass(c)).ifPresent(all -> {
                    for (int i = 0; i < ofClass.length; i++) {
                        maps.put(ofClass[i], new ZMap(readings.size(), all[i]));
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
