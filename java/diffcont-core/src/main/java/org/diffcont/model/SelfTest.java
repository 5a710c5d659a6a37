package org.diffcont.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.diffcont.config.Settings;
import org.diffcont.dataset.synthetic.Photographs;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.FeatureReader;
import org.diffcont.files.Sha256;
import org.diffcont.strategy.LearnerState;

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
    private static final long SEED = 20;

    SelfTest {
        probes = List.copyOf(probes);
    }

    /**
     * One image and the answers.
     *
     * @param product    number of the made-up product
     * @param seed       of its specimen
     * @param size       side, pixels
     * @param sha256     of the samples as little-endian floats, to tell another image from another answer
     * @param routed     name of the class it was routed to
     * @param distances  to every class, in class order
     */
    record Probe(int product, long seed, int size, String sha256, String routed, List<Double> distances) {
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
    static SelfTest of(LearnerState state, Settings settings) {
        int count = settings.run().selfTestImages();
        List<Probe> probes = new ArrayList<>();
        try (FeatureReader reader = new FeatureReader(settings)) {
            for (int i = 0; i < count; i++) {
                int product = i * Photographs.products() / count;
                probes.add(ask(state, settings, reader, product, SEED + i));
            }
        }
        return new SelfTest(probes);
    }

    private static Probe ask(LearnerState state, Settings settings, FeatureReader reader, int product,
            long seed) {
        int size = settings.data().imageSize();
        float[] image = Photographs.good(product, size, seed);
        Detector.ImageScores scores = state.detector().score(state.reader(), reader, settings, image, 1).getFirst();
        return new Probe(product, seed, size, hash(image), state.classNames().get(scores.routedClass()),
            Arrays.stream(scores.distances()).boxed().toList());
    }

    static SelfTest read(Path version) {
        return ModelJson.read(version.resolve(FILE), SelfTest.class, "a self-test");
    }

    /** Asks again, and compares. */
    Comparison compare(LearnerState state, Settings settings) {
        try (FeatureReader reader = new FeatureReader(settings)) {
            return compare(state, settings, reader);
        }
    }

    private Comparison compare(LearnerState state, Settings settings, FeatureReader reader) {
        List<ClassDetector> classes = state.detector().classes();
        double largest = 0;
        String fault = null;
        for (Probe before : probes) {
            String name = "image " + probes.indexOf(before);
            if (before.product() < 0 || before.product() >= Photographs.products()
                    || before.distances().size() != classes.size()) {
                return new Comparison(name + " does not fit the model", Double.NaN);
            }
            Probe now = ask(state, settings, reader, before.product(), before.seed());
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
