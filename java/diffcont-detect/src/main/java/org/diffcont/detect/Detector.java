package org.diffcont.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diffcont.config.RoutingSettings.Rule;
import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.route.SharedCovariance;
import org.diffcont.detect.route.UnknownRule;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Network;

/**
 * All classes' detectors and what they share: says which class an image belongs to, if any, and how normal it is there.
 * A value; learning a class makes a new detector.
 */
public record Detector(Optional<Whitening> whitening, SharedCovariance router, List<ClassDetector> classes)
        implements AutoCloseable {
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
     * @param images   of the side that {@code data.image_size} says
     */
    public List<ImageScores> score(Optional<Network> network, FeatureReader reader, Settings settings, ImageBatch images) {
        return score(network, reader, settings, images,
            IntStream.range(0, classes.size()).boxed().collect(Collectors.toSet()));
    }

    /**
     * Scores images against the class that each is routed to, and against {@code wanted} classes.
     *
     * @param wanted  class indices whose distances are wanted of every image
     */
    public List<ImageScores> score(Optional<Network> network, FeatureReader reader, Settings settings, ImageBatch images,
            Set<Integer> wanted) {
        List<ImageScores> scores = new ArrayList<>(images.count());
        int atOnce = FeatureReader.scoredAtOnce(network);
        for (int from = 0; from < images.count(); from += atOnce) {
            scores.addAll(score(reader.open(network, images.range(from, Math.min(images.count(), from + atOnce))),
                settings, wanted));
        }
        return scores;
    }

    /** As above, for images that are open already, all at once. */
    public List<ImageScores> score(ImageReadings images, Settings settings, Set<Integer> wanted) {
        return settings.routing().rule() == Rule.HEAD ? scoreByHead(images)
            : score(ReadImages.of(images, RoutingDescriptor.of(settings.routing())), settings, wanted);
    }

    /** As above, by a rule that asks no classifier head. */
    public List<ImageScores> score(ReadImages images, Settings settings, Set<Integer> wanted) {
        return switch (settings.routing().rule()) {
            case SHARED_COVARIANCE -> scoreRouted(settings.routing(), images, wanted);
            case NEAREST -> scoreNearest(images);
            case HEAD -> throw new IllegalArgumentException("the head answers from images only");
        };
    }

    /**
     * Whether images look like none of the learned products; always false where the configuration does not ask.
     *
     * @param images  as for {@link #score}
     */
    public boolean[] unknown(Optional<Network> network, FeatureReader reader, RoutingSettings routing, ImageBatch images) {
        return routing.findsUnknown() ? unknown(ReadImages.of(reader.open(network, images),
            RoutingDescriptor.of(routing)), routing) : new boolean[images.count()];
    }

    /** As above, where the configuration asks. */
    public boolean[] unknown(ReadImages images, RoutingSettings routing) {
        return route(routing, images).unknown();
    }

    /** Each image's class, and whether it looks like none of the learned products. */
    private record Routed(int[] classes, boolean[] unknown) {
    }

    private Routed route(RoutingSettings routing, ReadImages images) {
        SharedCovariance.Rule rule = router.rule();
        Features descriptors = images.descriptors();
        UnknownRule rejects = router.unknownRule(routing);
        Routed routed = new Routed(new int[images.count()], new boolean[images.count()]);
        for (int i = 0; i < images.count(); i++) {
            routed.classes[i] = argmax(rule.evidence(descriptors, i));
            routed.unknown[i] = rejects.unknown(descriptors, i, routed.classes[i]);
        }
        return routed;
    }

    /** Routes first, by what all classes share, and then asks only the classes that are needed. */
    private List<ImageScores> scoreRouted(RoutingSettings routing, ReadImages images, Set<Integer> wanted) {
        Routed routed = route(routing, images);
        double[][] distances = new double[images.count()][classes.size()];
        for (double[] row : distances) {
            Arrays.fill(row, Double.NaN);
        }
        for (ClassDetector detector : classes) {
            int c = detector.classIndex();
            int[] asked = wanted.contains(c) ? IntStream.range(0, images.count()).toArray()
                : IntStream.range(0, images.count()).filter(i -> routed.classes[i] == c).toArray();
            if (asked.length > 0) {
                double[] toClass = images.distances(detector, asked);
                for (int i = 0; i < asked.length; i++) {
                    distances[asked[i]][c] = toClass[i];
                }
            }
        }
        return IntStream.range(0, images.count()).mapToObj(i -> new ImageScores(routed.classes[i],
            routed.unknown[i], distances[i])).toList();
    }

    /** Asks all classes, since their distances decide where an image belongs. */
    private List<ImageScores> scoreNearest(ReadImages images) {
        int[] all = IntStream.range(0, images.count()).toArray();
        double[][] distances = new double[images.count()][classes.size()];
        double[][] evidence = new double[images.count()][classes.size()];
        for (ClassDetector detector : classes) {
            double[] toClass = images.distances(detector, all);
            for (int i = 0; i < toClass.length; i++) {
                distances[i][detector.classIndex()] = toClass[i];
                evidence[i][detector.classIndex()] = detector.statistics().evidence(toClass[i],
                    detector.thresholdDistance());
            }
        }
        return mostEvident(evidence, distances);
    }

    /** Asks all classes, since the head's answer may depend on the label that is fed. */
    private List<ImageScores> scoreByHead(ImageReadings images) {
        double[][] distances = new double[images.count()][classes.size()];
        double[][] evidence = new double[images.count()][classes.size()];
        for (ClassDetector detector : classes) {
            int c = detector.classIndex();
            ImageReadings labelled = images.forClass(c);
            double[] toClass = detector.statistics().distances(labelled);
            for (int i = 0; i < toClass.length; i++) {
                distances[i][c] = toClass[i];
                // With each class's own label fed, a class's evidence is the probability the head then gives it.
                evidence[i][c] = labelled == images ? images.logits()[i][c] : logSoftmax(labelled.logits()[i], c);
            }
        }
        return mostEvident(evidence, distances);
    }

    private static List<ImageScores> mostEvident(double[][] evidence, double[][] distances) {
        return IntStream.range(0, distances.length)
            .mapToObj(i -> new ImageScores(argmax(evidence[i]), false, distances[i])).toList();
    }

    /**
     * What is known of one image.
     *
     * @param unknown    whether it looks like none of the learned products, {@code routedClass} being the nearest
     * @param distances  to every class; NaN where it was not asked for
     */
    public record ImageScores(int routedClass, boolean unknown, double[] distances) {
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
