package org.diffcont.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diffcont.config.RoutingSettings.Rule;
import org.diffcont.config.Settings;
import org.diffcont.nativecore.Network;

/**
 * All classes' detectors and the whitening they share: scores images against every class and says which class each
 * belongs to. A value; learning a class makes a new detector.
 */
public record Detector(Optional<Whitening> whitening, List<ClassDetector> classes) implements AutoCloseable {
    /** Images scored at once: bounds the memory that features take. */
    private static final int BATCH = 64;

    public Detector {
        classes = List.copyOf(classes);
    }

    public static Detector empty() {
        return new Detector(Optional.empty(), List.of());
    }

    /** This detector with {@code detector} put in the place of its class, or at the end when the class is new. */
    public Detector with(ClassDetector detector) {
        List<ClassDetector> next = new ArrayList<>(classes);
        if (detector.classIndex() == next.size()) {
            next.add(detector);
        } else {
            next.set(detector.classIndex(), detector);
        }
        return new Detector(whitening, next);
    }

    public Detector with(Whitening fitted) {
        return new Detector(Optional.of(fitted), classes);
    }

    /**
     * Scores images against all classes.
     *
     * @param images  {@code count} images, 3 x S x S each, in [-1, 1]
     */
    public List<ImageScores> score(Network network, FeatureReader reader, Settings settings, float[] images,
            int count) {
        int size = images.length / Math.max(1, count);
        List<ImageScores> scores = new ArrayList<>(count);
        for (int from = 0; from < count; from += BATCH) {
            int to = Math.min(count, from + BATCH);
            scores.addAll(scoreBatch(network, reader, settings, Arrays.copyOfRange(images, from * size, to * size),
                to - from));
        }
        return scores;
    }

    private List<ImageScores> scoreBatch(Network network, FeatureReader reader, Settings settings, float[] images,
            int count) {
        boolean byHead = settings.routing().rule() == Rule.HEAD;
        FeatureReader.Result shared = reader.readsByCandidate() ? null
            : reader.read(network, images, count, FeatureReader.NO_LABEL, byHead);
        double[][] distances = new double[count][classes.size()];
        double[][] evidence = new double[count][classes.size()];
        for (ClassDetector detector : classes) {
            int c = detector.classIndex();
            FeatureReader.Result read = shared != null ? shared : reader.read(network, images, count, c, byHead);
            double[] toClass = detector.statistics().distances(read.features());
            for (int i = 0; i < count; i++) {
                distances[i][c] = toClass[i];
                // With each class's own label fed, a class's evidence is the probability the head then gives it.
                evidence[i][c] = !byHead ? -toClass[i] / detector.thresholdDistance()
                    : shared != null ? read.logits()[i][c] : logSoftmax(read.logits()[i], c);
            }
        }
        List<ImageScores> scores = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            scores.add(new ImageScores(argmax(evidence[i]), distances[i]));
        }
        return scores;
    }

    /** One image's distance to every class, and the class it was routed to. */
    public record ImageScores(int routedClass, double[] distances) {
    }

    private static double logSoftmax(double[] logits, int index) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - max);
        }
        return logits[index] - max - Math.log(sum);
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void close() {
        classes.forEach(c -> c.statistics().close());
    }
}
