package org.diffcont.detect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.check.ImageKind;
import org.diffcont.detect.check.LearnedFrom;
import org.diffcont.detect.normality.FittedModel;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.error.DataException;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.hipparchus.stat.StatUtils;

/**
 * Moves one class to new normal images, after a camera, a lamp or a material has changed: the scales of its readings,
 * its tail and its threshold. The readings' models stay, and so does everything of the other classes.
 *
 * <p>The models have not seen the new images, so nothing needs cross-fitting; only the scales, which the same images
 * set, are left-one-out for the tail and the threshold.
 */
public final class Recalibration {
    /** Of new images a share of half looks more usual than the median, or a little more where few were learned. */
    private static final double MOST_NEARER = 0.75;
    private static final double SURE = 0.99;

    private final Settings settings;

    public Recalibration(Settings settings) {
        this.settings = settings;
    }

    /**
     * What changed.
     *
     * @param detector        the detector now; it shares its models with the one before
     * @param images          how many new images there were
     * @param recognised      how many of them are routed to the class and not unknown
     * @param above           how many of them lie above the threshold
     * @param routerMoved     whether what the router knows of the class was moved too
     */
    public record Outcome(Detector detector, int classIndex, int images, Shift threshold, Shift recognised,
            Shift above, boolean routerMoved) {
        public ClassDetector moved() {
            return detector.classes().get(classIndex);
        }
    }

    /** A number before and after. */
    public record Shift(double before, double after) {
    }

    /**
     * Moves a class.
     *
     * @param images     new normal images of the class, read without a label; none that it was learned from
     * @param from       what files they come from; empty where that is not known
     * @param confirmed  whether to go on with images of which most are not recognised, are alarms, or seem to have been
     *                   learned already
     * @throws DataException fewer images than {@code evt.min_points}, most of them of another class, or a doubt that
     *     nobody has answered
     */
    public Outcome move(Detector detector, int classIndex, ImageReadings images, Optional<LearnedFrom> from,
            boolean confirmed) {
        ClassDetector before = detector.classes().get(classIndex);
        if (images.count() < settings.evt().minPoints()) {
            throw new DataException("class \"" + before.name() + "\" has " + images.count() + " readable new images; a "
                + "tail needs at least " + settings.evt().minPoints() + " (evt.min_points), and a threshold for "
                + settings.threshold().falsePositiveRate() + " false alarms is better set on "
                + (int) Math.ceil(1 / settings.threshold().falsePositiveRate()) + " or more");
        }
        List<Detector.ImageScores> routed = detector.score(images, settings, Set.of());
        requireOwn(detector, classIndex, routed);
        ImageReadings labelled = images.forClass(classIndex);
        Map<FittedModel, float[]> maps = before.statistics().maps(labelled);
        List<double[]> pooled = before.statistics().pooled(maps);
        double[] distances = before.statistics().fuse(pooled);
        int recognised = recognised(routed, classIndex);
        if (!confirmed) {
            requireNoDoubt(before, recognised, distances);
        }
        FusedStatistics scaled = before.statistics().rescaled(maps, pooled);
        double[] unseen = scaled.readings().size() == 1 ? pooled.getFirst()
            : scaled.fuseScaled(pooled.stream().map(LogScale::leaveOneOut).toList());
        ClassDetector after = Calibrating.with(settings, classIndex, before.name(), scaled, unseen, unseen, false)
            .with(Optional.of(ImageKind.of(images.images(), from)));
        Detector moved = detector.with(after);
        boolean moveRouter = settings.routing().rule() == RoutingSettings.Rule.SHARED_COVARIANCE
            && images.count() - recognised > settings.routing().unknownRate() * images.count();
        if (moveRouter) {
            moved = moved.with(moved.router().moved(classIndex, RoutingDescriptor.of(settings.routing()).of(images)));
        }
        return new Outcome(moved, classIndex, images.count(),
            new Shift(before.thresholdDistance(), after.thresholdDistance()),
            new Shift(recognised, recognised(moved.score(images, settings, Set.of()), classIndex)),
            new Shift(above(before, distances), above(after, scaled.fuse(pooled))),
            moveRouter);
    }

    private static void requireNoDoubt(ClassDetector before, int recognised, double[] distances) {
        int images = distances.length;
        String name = "class \"" + before.name() + "\"";
        if (2 * recognised < images) {
            throw new DataException(recognised + " of the " + images + " images are recognised as " + name
                + "; if they do show it, under another lamp or camera, say --yes");
        }
        long alarms = above(before, distances);
        if (2 * alarms > images) {
            throw new DataException(alarms + " of the " + images + " images are alarms of " + name + " today; if all of "
                + "them show good products, under another lamp or camera, say --yes");
        }
        double[] normal = toDoubles(before.normal().ascending());
        if (normal.length > 0) {
            double median = StatUtils.percentile(normal, 50);
            int nearer = (int) Arrays.stream(distances).filter(d -> d < median).count();
            if (new BinomialDistribution(images, MOST_NEARER).cumulativeProbability(nearer - 1) > SURE) {
                throw new DataException(nearer + " of the " + images + " images look more usual to " + name
                    + " than half of its own did: they seem to be images that it was learned from, in other files. A "
                    + "threshold set on those calls all others alarms; give others, or say --yes");
            }
        }
    }

    private static double[] toDoubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static void requireOwn(Detector detector, int classIndex, List<Detector.ImageScores> routed) {
        Map<Integer, Integer> others = new TreeMap<>();
        routed.stream().filter(s -> !s.unknown() && s.routedClass() != classIndex)
            .forEach(s -> others.merge(s.routedClass(), 1, Integer::sum));
        others.forEach((other, count) -> {
            if (2 * count > routed.size()) {
                throw new DataException(count + " of the " + routed.size() + " images look like class \""
                    + detector.classes().get(other).name() + "\", not \"" + detector.classes().get(classIndex).name()
                    + "\"; check --class and the images. A product that has changed so much is learned anew, under "
                    + "another name");
            }
        });
    }

    private static int recognised(List<Detector.ImageScores> routed, int classIndex) {
        return (int) routed.stream().filter(s -> s.routedClass() == classIndex && !s.unknown()).count();
    }

    private static long above(ClassDetector detector, double[] distances) {
        return Arrays.stream(distances).filter(d -> d > detector.thresholdDistance()).count();
    }
}
