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
     * @param network  the network that reads; empty where the configuration has none
     * @param images   {@code count} images, 3 x S x S each, in [-1, 1], S as {@code data.image_size} says
     */
    public List<ImageScores> score(Optional<Network> network, FeatureReader reader, Settings settings, float[] images,
            int count) {
        int size = images.length / Math.max(1, count);
        List<ImageScores> scores = new ArrayList<>(count);
        for (int from = 0; from < count; from += BATCH) {
            int to = Math.min(count, from + BATCH);
            scores.addAll(scoreBatch(settings, reader.open(network, Arrays.copyOfRange(images, from * size, to * size),
                to - from)));
        }
        return scores;
    }

    private List<ImageScores> scoreBatch(Settings settings, ImageReadings images) {
        Rule rule = settings.routing().rule();
        double[][] distances = new double[images.count()][classes.size()];
        double[][] evidence = new double[images.count()][classes.size()];
        for (ClassDetector detector : classes) {
            int c = detector.classIndex();
            ImageReadings labelled = images.forClass(c);
            double[] toClass = detector.statistics().distances(labelled);
            for (int i = 0; i < toClass.length; i++) {
                distances[i][c] = toClass[i];
                evidence[i][c] = switch (rule) {
                    case NEAREST -> detector.statistics().evidence(toClass[i], detector.thresholdDistance());
                    // With each class's own label fed, a class's evidence is the probability the head then gives it.
                    case HEAD -> labelled == images ? images.logits()[i][c] : logSoftmax(labelled.logits()[i], c);
                    case SHARED_COVARIANCE -> 0;
                };
            }
        }
        Features descriptors = rule == Rule.SHARED_COVARIANCE
            ? RoutingDescriptor.of(settings.routing()).of(images) : null;
        List<ImageScores> scores = new ArrayList<>(images.count());
        for (int i = 0; i < images.count(); i++) {
            double[] classEvidence = descriptors == null ? evidence[i] : router.rule().evidence(descriptors, i);
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

    /** The classes of this detector whose statistics {@code after} does not hold; the caller closes them. */
    public List<ClassDetector> replacedIn(Detector after) {
        return classes.stream().filter(old -> after.classes.stream()
            .noneMatch(now -> now.statistics() == old.statistics())).toList();
    }

    @Override
    public void close() {
        classes.forEach(c -> c.statistics().close());
    }
}
