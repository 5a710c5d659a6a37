package org.diffcont.model;

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
    static final String WHITENING = "whitening.safetensors";
    static final String ROUTER = "router.safetensors";
    private static final String SCATTER = "scatter";
    static final String STATISTICS = "statistics";
    static final String CALIBRATION = "calibration.safetensors";

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

    static void write(Path folder, Detector detector) {
        AtomicFiles.createFolder(folder.resolve(STATISTICS));
        detector.whitening().ifPresent(w -> writeWhitening(folder, w));
        writeRouter(folder.resolve(ROUTER), detector.router());
        writeCalibration(folder.resolve(CALIBRATION), detector.classes());
        List<ClassEntry> entries = new ArrayList<>();
        for (ClassDetector c : detector.classes()) {
            entries.add(new ClassEntry(c.name(), c.tail(), c.thresholdDistance(), c.calibration(),
                StatisticsFiles.write(statisticsFolder(folder, c.classIndex()), c.statistics())));
        }
        ModelJson.write(folder.resolve(DETECTOR), new DetectorEntry(
            detector.whitening().map(w -> w.mean().length).orElse(0), detector.router().dimension(),
            detector.router().count(), entries));
    }

    static Detector read(Path folder, Settings settings, Machine machine) {
        Path file = folder.resolve(DETECTOR);
        DetectorEntry entry = ModelJson.read(file, DetectorEntry.class, "a detector");
        Optional<Whitening> whitening = readWhitening(folder, entry.whiteningDimension());
        SharedCovariance router = readRouter(folder, entry.routerDimension(), entry.routerImages(),
            entry.classes().size());
        List<DistanceQuantiles> normal = readCalibration(folder.resolve(CALIBRATION), entry.classes().size());
        List<ClassDetector> classes = new ArrayList<>();
        try {
            for (ClassEntry c : entry.classes()) {
                classes.add(new ClassDetector(classes.size(), c.name(),
                    StatisticsFiles.read(statisticsFolder(folder, classes.size()), c.statistics(), file, settings,
                        machine, whitening), c.tail(), c.thresholdDistance(), c.calibration(),
                    normal.get(classes.size())));
            }
        } catch (RuntimeException | Error e) {
            classes.forEach(c -> c.statistics().close());
            throw e;
        }
        return new Detector(whitening, router, classes);
    }

    private static void writeRouter(Path file, SharedCovariance router) {
        if (router.count() > 0) {
            Map<String, float[]> vectors = new HashMap<>(Map.of(SCATTER, router.scatter()));
            for (int c = 0; c < router.means().size(); c++) {
                vectors.put(meanName(c), router.means().get(c));
                vectors.put(samplesName(c), router.samples().get(c));
            }
            new TensorFile(vectors).write(file);
        }
    }

    /** @param images  that the router has seen; 0 for no router */
    private static SharedCovariance readRouter(Path folder, int dimension, int images, int classes) {
        if (images == 0) {
            return SharedCovariance.empty();
        }
        Path file = folder.resolve(ROUTER);
        TensorFile tensors = TensorFile.read(file);
        List<float[]> means = new ArrayList<>();
        List<float[]> samples = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            means.add(tensors.vector(file, meanName(c), dimension));
            samples.add(tensors.rows(file, samplesName(c), dimension));
        }
        return new SharedCovariance(means, tensors.vector(file, SCATTER,
            Math.toIntExact(dimension * (dimension + 1L) / 2)), images, samples);
    }

    private static void writeCalibration(Path file, List<ClassDetector> classes) {
        Map<String, float[]> vectors = new HashMap<>();
        for (ClassDetector c : classes) {
            if (!c.normal().isEmpty()) {
                vectors.put(distancesName(c.classIndex()), c.normal().ascending());
            }
        }
        if (!vectors.isEmpty()) {
            new TensorFile(vectors).write(file);
        }
    }

    private static List<DistanceQuantiles> readCalibration(Path file, int classes) {
        Map<String, float[]> vectors = Files.exists(file) ? TensorFile.read(file).vectors() : Map.of();
        List<DistanceQuantiles> normal = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            normal.add(new DistanceQuantiles(vectors.getOrDefault(distancesName(c), new float[0])));
        }
        return normal;
    }

    private static String distancesName(int classIndex) {
        return String.format(Locale.ROOT, "distances_%03d", classIndex);
    }

    private static String meanName(int classIndex) {
        return String.format(Locale.ROOT, "mean_%03d", classIndex);
    }

    private static String samplesName(int classIndex) {
        return String.format(Locale.ROOT, "samples_%03d", classIndex);
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
    static Optional<Whitening> readWhitening(Path folder, int dimension) {
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
