package org.diffcont.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diffcont.config.RoutingSettings.Rule;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Detector;
import org.diffcont.detect.ReadImages;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.files.Sha256;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Machine;

/**
 * self_test.json of a version: what the model said of some made-up images when it was committed. They are drawn anew
 * from their numbers, so no image is kept, least of all a customer's.
 */
record SelfTest(List<Probe> probes) {
    static final String FILE = "self_test.json";
    /**
     * How far a distance may move, as a share of itself or of the class's threshold, whichever is larger: a hundred
     * times what other processors and thread counts change by rounding, a hundredth of what would move decisions.
     */
    static final double TOLERANCE = 1e-3;

    SelfTest {
        probes = List.copyOf(probes);
    }

    /**
     * One image and the answers.
     *
     * @param picture    number of the made-up picture, from 0 on
     * @param size       side, pixels
     * @param sha256     of the samples as little-endian floats, to tell another image from another answer
     * @param routed     name of the class it was routed to
     * @param distances  to every class, in class order
     */
    record Probe(int picture, int size, String sha256, String routed, List<Double> distances) {
        Probe {
            distances = List.copyOf(distances);
        }

        /** With another probe's distances for the classes that were not asked. */
        Probe with(Probe before, Set<Integer> asked) {
            return new Probe(picture, size, sha256, routed, IntStream.range(0, distances.size()).mapToObj(c ->
                asked.contains(c) || c >= before.distances.size() ? distances.get(c) : before.distances.get(c)).toList());
        }
    }

    /**
     * How this build's answers compare.
     *
     * @param fault      the first difference that is too large; null when there is none
     * @param deviation  the largest difference, as a share of the distance or the threshold
     */
    record Comparison(String fault, double deviation) {
    }

    /**
     * Asks a model about {@code run.self_test_images} images. Classes that are as they were before are not asked again.
     *
     * @param before  what the model was made from, or empty
     */
    static SelfTest of(ModelFolder.Stored before, DetectionModel model, Settings settings, Machine machine) {
        List<Probe> probes = new ArrayList<>();
        List<Probe> known = known(before);
        Set<Integer> changed = model.detector().classes().stream().map(ClassDetector::classIndex)
            .filter(c -> known.isEmpty() || !isAsBefore(model, before.model(), c)).collect(Collectors.toSet());
        try (FeatureReader reader = new FeatureReader(settings, machine)) {
            for (int i = 0; i < settings.run().selfTestImages(); i++) {
                Probe probe = ask(model, settings, reader, i, changed);
                probes.add(known.size() > i ? probe.with(known.get(i), changed) : probe);
            }
        }
        return new SelfTest(probes);
    }

    /** Earlier answers, where a class's do not change with the network. */
    private static List<Probe> known(ModelFolder.Stored before) {
        return before.files() == null || before.settings().readsNetwork()
            || !Files.exists(before.files().resolve(FILE)) ? List.of() : read(before.files()).probes();
    }

    private static boolean isAsBefore(DetectionModel model, DetectionModel before, int classIndex) {
        return classIndex < before.detector().classes().size()
            && before.detector().classes().get(classIndex).statistics()
                == model.detector().classes().get(classIndex).statistics();
    }

    private static Probe ask(DetectionModel model, Settings settings, FeatureReader reader, int picture,
            Set<Integer> classes) {
        int size = settings.data().imageSize();
        float[] image = SelfTestPicture.of(picture, size);
        Detector.ImageScores scores = score(model.detector(), reader.open(model.network(),
            new ImageBatch(new float[][] {image}, size)), settings, classes);
        return new Probe(picture, size, hash(image), model.classNames().get(scores.routedClass()),
            Arrays.stream(scores.distances()).boxed().toList());
    }

    /** A class that an image only goes to is not asked: its statistics would be read for an answer that is known. */
    private static Detector.ImageScores score(Detector detector, ImageReadings image, Settings settings,
            Set<Integer> classes) {
        if (settings.routing().rule() != Rule.SHARED_COVARIANCE) {
            return detector.score(image, settings, classes).getFirst();
        }
        ReadImages read = ReadImages.of(image, RoutingDescriptor.of(settings.routing()));
        return detector.score(new ReadImages() {
            @Override
            public int count() {
                return read.count();
            }

            @Override
            public Features descriptors() {
                return read.descriptors();
            }

            @Override
            public double[] distances(ClassDetector toClass, int[] asked) {
                return classes.contains(toClass.classIndex()) ? read.distances(toClass, asked)
                    : Arrays.stream(asked).mapToDouble(_ -> Double.NaN).toArray();
            }
        }, settings, classes).getFirst();
    }

    static SelfTest read(Path version) {
        return ModelJson.read(version.resolve(FILE), SelfTest.class, "a self-test");
    }

    /** Asks again, and compares. */
    Comparison compare(DetectionModel model, Settings settings, Machine machine) {
        try (FeatureReader reader = new FeatureReader(settings, machine)) {
            return compare(model, settings, reader);
        }
    }

    private Comparison compare(DetectionModel model, Settings settings, FeatureReader reader) {
        List<ClassDetector> classes = model.detector().classes();
        Set<Integer> all = IntStream.range(0, classes.size()).boxed().collect(Collectors.toSet());
        double largest = 0;
        String fault = null;
        for (Probe before : probes) {
            String name = "image " + probes.indexOf(before);
            if (before.picture() < 0 || before.distances().size() != classes.size()) {
                return new Comparison(name + " does not fit the model", Double.NaN);
            }
            Probe now = ask(model, settings, reader, before.picture(), all);
            if (!now.sha256().equals(before.sha256())) {
                return new Comparison(name + " is drawn differently by this build, so that nothing can be compared",
                    Double.NaN);
            }
            if (fault == null && !now.routed().equals(before.routed())) {
                fault = name + " was routed to " + before.routed() + ", now to " + now.routed();
            }
            for (int c = 0; c < classes.size(); c++) {
                double deviation = deviation(before.distances().get(c), now.distances().get(c),
                    classes.get(c).thresholdDistance());
                if (fault == null && !(deviation <= TOLERANCE)) {
                    fault = String.format(Locale.ROOT, "%s had distance %.9g from %s, now %.9g", name,
                        before.distances().get(c), classes.get(c).name(), now.distances().get(c));
                }
                largest = Math.max(largest, deviation);
            }
        }
        return new Comparison(fault, largest);
    }

    /** 0 for equal numbers, also for two that are not finite. */
    private static double deviation(double before, double now, double threshold) {
        return Double.compare(before, now) == 0 ? 0
            : Math.abs(before - now) / Math.max(Math.abs(before), Math.abs(threshold));
    }

    private static String hash(float[] image) {
        ByteBuffer bytes = ByteBuffer.allocate(image.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(image);
        return Sha256.of(bytes.array());
    }
}
