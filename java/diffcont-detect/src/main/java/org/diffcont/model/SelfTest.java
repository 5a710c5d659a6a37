package org.diffcont.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Detector;
import org.diffcont.detect.source.FeatureReader;
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
    }

    /**
     * How this build's answers compare.
     *
     * @param fault      the first difference that is too large; null when there is none
     * @param deviation  the largest difference, as a share of the distance or the threshold
     */
    record Comparison(String fault, double deviation) {
    }

    /** Asks a model about {@code run.self_test_images} images. */
    static SelfTest of(DetectionModel model, Settings settings, Machine machine) {
        int count = settings.run().selfTestImages();
        List<Probe> probes = new ArrayList<>();
        try (FeatureReader reader = new FeatureReader(settings, machine)) {
            for (int i = 0; i < count; i++) {
                probes.add(ask(model, settings, reader, i));
            }
        }
        return new SelfTest(probes);
    }

    private static Probe ask(DetectionModel model, Settings settings, FeatureReader reader, int picture) {
        int size = settings.data().imageSize();
        float[] image = SelfTestPicture.of(picture, size);
        Detector.ImageScores scores = model.detector().score(model.network(), reader, settings,
            new ImageBatch(new float[][] {image}, size)).getFirst();
        return new Probe(picture, size, hash(image), model.classNames().get(scores.routedClass()),
            Arrays.stream(scores.distances()).boxed().toList());
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
        double largest = 0;
        String fault = null;
        for (Probe before : probes) {
            String name = "image " + probes.indexOf(before);
            if (before.picture() < 0 || before.distances().size() != classes.size()) {
                return new Comparison(name + " does not fit the model", Double.NaN);
            }
            Probe now = ask(model, settings, reader, before.picture());
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
