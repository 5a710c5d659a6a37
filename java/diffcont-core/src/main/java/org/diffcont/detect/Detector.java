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
public record Detector(Optional<Whitening> whitening, SharedCovariance router, List<ClassDetector> classes)
        implements AutoCloseable {
    /** Images scored at once: bounds the memory that features take. */
    private static final int BATCH = 64;

    public Detector {
        classes = List.copyOf(classes);
    }

    public static Detector empty() {
        return new Detector(Optional.empty(), SharedCovariance.empty(), List.of());
    }

    /** This detector with {@code detector} put in the place of its class, or at the end when the class is new. */
    public Detector with(ClassDetector detector) {
        List<ClassDetector> next = new ArrayList<>(classes);
        if (detector.classIndex() == next.size()) {
            next.add(detector);
        } else {
            next.set(detector.classIndex(), detector);
        }
        return new Detector(whitening, router, next);
    }

    public Detector with(Whitening fitted) {
        return new Detector(Optional.of(fitted), router, classes);
    }

    public Detector with(SharedCovariance learned) {
        return new Detector(whitening, learned, classes);
    }

    /**
     * Scores images against all classes.
     *
     * @param network  the network that reads
     * @param images   {@code count} images, 3 x S x S each, in [-1, 1]
     */
    public List<ImageScores> score(Network network, FeatureReader reader, Settings settings, float[] images,
            int count) {
        int size = images.length / Math.max(1, count);
        SharedCovariance.Rule shared = settings.routing().rule() == Rule.SHARED_COVARIANCE ? router.rule() : null;
        List<ImageScores> scores = new ArrayList<>(count);
        for (int from = 0; from < count; from += BATCH) {
            int to = Math.min(count, from + BATCH);
            scores.addAll(scoreBatch(network, reader, settings, shared, Arrays.copyOfRange(images, from * size, to * size),
                to - from));
        }
        return scores;
    }

    private List<ImageScores> scoreBatch(Network network, FeatureReader reader, Settings settings,
            SharedCovariance.Rule shared, float[] images, int count) {
        Rule rule = settings.routing().rule();
        FeatureReader.Result unlabelled = reader.readsByCandidate() && rule != Rule.SHARED_COVARIANCE ? null
            : reader.read(network, images, count, FeatureReader.NO_LABEL, rule == Rule.HEAD);
        double[][] distances = new double[count][classes.size()];
        double[][] evidence = new double[count][classes.size()];
        for (ClassDetector detector : classes) {
            int c = detector.classIndex();
            FeatureReader.Result read = reader.readsByCandidate()
                ? reader.read(network, images, count, c, rule == Rule.HEAD) : unlabelled;
            double[] toClass = detector.statistics().distances(read.features());
            for (int i = 0; i < count; i++) {
                distances[i][c] = toClass[i];
                evidence[i][c] = switch (rule) {
                    case NEAREST -> -toClass[i] / detector.thresholdDistance();
                    // With each class's own label fed, a class's evidence is the probability the head then gives it.
                    case HEAD -> reader.readsByCandidate() ? logSoftmax(read.logits()[i], c) : read.logits()[i][c];
                    case SHARED_COVARIANCE -> 0;
                };
            }
        }
        List<ImageScores> scores = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            double[] classEvidence = rule == Rule.SHARED_COVARIANCE ? shared.evidence(unlabelled.features(), i)
                : evidence[i];
            scores.add(new ImageScores(argmax(classEvidence), distances[i]));
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
