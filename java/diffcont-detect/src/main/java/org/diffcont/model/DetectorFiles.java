package org.diffcont.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.check.ImageKind;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.route.SharedCovariance;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.WeibullTail;
import org.diffcont.files.AtomicFiles;
import org.diffcont.files.TensorFile;
import org.diffcont.machine.Machine;

/** The detector's files in a model version: detector.json, tensors that classes share, and statistics/. */
final class DetectorFiles {
    static final String DETECTOR = "detector.json";
    static final String STATISTICS = "statistics";
    static final String WHITENING = "whitening.safetensors";
    static final String ROUTER = "router.safetensors";
    private static final String CLASS = "class.safetensors";
    private static final String IMAGES = "images.json";
    private static final String SCATTER = "scatter";
    private static final String MEAN = "mean";
    private static final String SAMPLES = "samples";
    private static final String DISTANCES = "distances";

    private DetectorFiles() {
    }

    record DetectorEntry(int whiteningDimension, int routerDimension, int routerImages, List<ClassEntry> classes) {
        DetectorEntry {
            classes = List.copyOf(classes);
        }
    }

    record ClassEntry(String name, WeibullTail tail, double thresholdDistance, ClassDetector.Calibration calibration,
            StatisticsFiles.Entry statistics) {
        ClassEntry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(tail, "tail");
            Objects.requireNonNull(calibration, "calibration");
            Objects.requireNonNull(statistics, "statistics");
        }
    }

    /** @param before  what the detector was made from: a class that is as it was there is linked */
    static void write(Path folder, Detector detector, ModelFolder.Stored before) throws IOException {
        AtomicFiles.createFolder(folder.resolve(STATISTICS));
        detector.whitening().ifPresent(w -> writeWhitening(folder, w));
        if (detector.router().count() > 0) {
            new TensorFile(Map.of(SCATTER, detector.router().scatter())).write(folder.resolve(ROUTER));
        }
        List<ClassEntry> entries = new ArrayList<>();
        for (ClassDetector c : detector.classes()) {
            Path own = statisticsFolder(folder, c.classIndex());
            StatisticsFiles.Entry entry;
            if (before.files() != null && isAsBefore(c, detector, before.model().detector())) {
                link(own, statisticsFolder(before.files(), c.classIndex()));
                entry = StatisticsFiles.entry(c.statistics());
            } else {
                entry = StatisticsFiles.write(own, c.statistics());
                writeClass(own.resolve(CLASS), c, detector.router());
                c.kind().ifPresent(kind -> ModelJson.write(own.resolve(IMAGES), kind));
            }
            entries.add(new ClassEntry(c.name(), c.tail(), c.thresholdDistance(), c.calibration(), entry));
        }
        ModelJson.write(folder.resolve(DETECTOR), new DetectorEntry(
            detector.whitening().map(w -> w.mean().length).orElse(0), detector.router().dimension(),
            detector.router().count(), entries));
    }

    /** Whether all that a class's folder holds is as it was. */
    private static boolean isAsBefore(ClassDetector c, Detector now, Detector before) {
        int index = c.classIndex();
        if (index >= before.classes().size()) {
            return false;
        }
        ClassDetector was = before.classes().get(index);
        return was.statistics() == c.statistics() && was.normal() == c.normal() && was.kind().equals(c.kind())
            && now.router().means().size() > index == before.router().means().size() > index
            && (now.router().means().size() <= index
                || now.router().means().get(index) == before.router().means().get(index)
                    && now.router().samples().get(index) == before.router().samples().get(index));
    }

    private static void link(Path folder, Path existing) throws IOException {
        try (var files = Files.walk(existing)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(existing.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    AtomicFiles.createFolder(copy);
                } else {
                    AtomicFiles.link(copy, file);
                }
            }
        }
    }

    /** @param manifest  by which a class's files are checked once they are read */
    static Detector read(Path folder, Manifest manifest, Settings settings, Machine machine) {
        Path file = folder.resolve(DETECTOR);
        DetectorEntry entry = ModelJson.read(file, DetectorEntry.class, "a detector");
        Optional<Whitening> whitening = readWhitening(folder, entry.whiteningDimension());
        List<float[]> means = new ArrayList<>();
        List<float[]> samples = new ArrayList<>();
        List<ClassDetector> classes = new ArrayList<>();
        try {
            for (ClassEntry c : entry.classes()) {
                Path own = statisticsFolder(folder, classes.size());
                DistanceQuantiles normal = readClass(own.resolve(CLASS), folder, manifest, entry, means, samples);
                classes.add(new ClassDetector(classes.size(), c.name(), StatisticsFiles.read(own, c.statistics(), file,
                    settings, machine, whitening, model -> manifest.check(folder, folder.relativize(model).toString()
                        .replace('\\', '/'))), c.tail(), c.thresholdDistance(), c.calibration(), normal,
                    readKind(own.resolve(IMAGES), folder, manifest)));
            }
        } catch (RuntimeException | Error e) {
            classes.forEach(c -> c.statistics().close());
            throw e;
        }
        return new Detector(whitening, readRouter(folder, entry, means, samples), classes);
    }

    private static SharedCovariance readRouter(Path folder, DetectorEntry entry, List<float[]> means,
            List<float[]> samples) {
        if (entry.routerImages() == 0) {
            return SharedCovariance.empty();
        }
        Path file = folder.resolve(ROUTER);
        int dimension = entry.routerDimension();
        return new SharedCovariance(means, TensorFile.read(file).vector(file, SCATTER,
            Math.toIntExact(dimension * (dimension + 1L) / 2)), entry.routerImages(), samples);
    }

    private static void writeClass(Path file, ClassDetector c, SharedCovariance router) {
        Map<String, float[]> vectors = new HashMap<>();
        if (router.means().size() > c.classIndex()) {
            vectors.put(MEAN, router.means().get(c.classIndex()));
            vectors.put(SAMPLES, router.samples().get(c.classIndex()));
        }
        if (!c.normal().isEmpty()) {
            vectors.put(DISTANCES, c.normal().ascending());
        }
        if (!vectors.isEmpty()) {
            new TensorFile(vectors).write(file);
        }
    }

    /** Adds to {@code means} and {@code samples}, where there is a router, and gives the class's normal distances. */
    private static DistanceQuantiles readClass(Path file, Path folder, Manifest manifest, DetectorEntry entry,
            List<float[]> means, List<float[]> samples) {
        if (entry.routerImages() == 0 && !Files.exists(file)) {
            return DistanceQuantiles.none();
        }
        manifest.check(folder, folder.relativize(file).toString().replace('\\', '/'));
        TensorFile tensors = TensorFile.read(file);
        if (entry.routerImages() > 0) {
            means.add(tensors.vector(file, MEAN, entry.routerDimension()));
            samples.add(tensors.rows(file, SAMPLES, entry.routerDimension()));
        }
        return new DistanceQuantiles(tensors.vectors().getOrDefault(DISTANCES, new float[0]));
    }

    private static Optional<ImageKind> readKind(Path file, Path folder, Manifest manifest) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (!manifest.lists(name)) {
            return Optional.empty();
        }
        manifest.check(folder, name);
        return Optional.of(ModelJson.read(file, ImageKind.class, "what images a class was learned from"));
    }

    static void writeWhitening(Path folder, Whitening whitening) {
        new TensorFile(Map.of("mean", whitening.mean(), "inverse_std", whitening.inverseStd()))
            .write(folder.resolve(WHITENING));
    }

    /** The whitening in a folder, whatever its dimension; empty where there is none. */
    static Optional<Whitening> readOwnWhitening(Path folder) {
        Path file = folder.resolve(WHITENING);
        return Files.exists(file) ? readWhitening(folder, TensorFile.read(file).rows(file, "mean", 1).length)
            : Optional.empty();
    }

    /** @param dimension  0 for no whitening */
    private static Optional<Whitening> readWhitening(Path folder, int dimension) {
        if (dimension == 0) {
            return Optional.empty();
        }
        Path file = folder.resolve(WHITENING);
        TensorFile tensors = TensorFile.read(file);
        return Optional.of(new Whitening(tensors.vector(file, "mean", dimension),
            tensors.vector(file, "inverse_std", dimension)));
    }

    private static Path statisticsFolder(Path folder, int classIndex) {
        return folder.resolve(STATISTICS).resolve(String.format(Locale.ROOT, "%03d", classIndex));
    }
}
