package org.diffcont.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffcont.config.RoutingSettings.Rule;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.ReadImages;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Network;

/**
 * Scores the same images again and again while the detector learns, with the bits of {@link Detector#score}, and reads
 * again only what can have changed. Kept are each image's descriptor, until the network that read it is another one,
 * and its distance to each class that it was asked for, until the class's statistics or their network are others; so
 * without a network an image is read again only when it is routed to a class that it never met. Kept are the
 * descriptor's floats and some doubles for each image, and no image. Not for several threads.
 */
public final class ScoreMemory {
    private final FeatureReader reader;
    private final Settings settings;
    private final int count;
    private final Images images;
    private final RoutingDescriptor descriptor;
    private final Map<FusedStatistics, double[]> distances = new IdentityHashMap<>();
    private final float[][] descriptors;
    private Optional<Network> network = Optional.empty();

    /** The images, for when they have to be read. */
    @FunctionalInterface
    public interface Images {
        ImageBatch at(int[] indices);
    }

    /** @param count  how many images there are */
    public ScoreMemory(FeatureReader reader, Settings settings, int count, Images images) {
        this.reader = reader;
        this.settings = settings;
        this.count = count;
        this.images = images;
        this.descriptor = RoutingDescriptor.of(settings.routing());
        this.descriptors = new float[count][];
    }

    /** As {@link Detector#score(Optional, FeatureReader, Settings, float[], int, Set)}. */
    public List<Detector.ImageScores> score(Detector detector, Optional<Network> readWith, Set<Integer> wanted) {
        forgetOthers(detector, readWith);
        List<Detector.ImageScores> scores = new ArrayList<>(count);
        int atOnce = FeatureReader.scoredAtOnce(network);
        for (int from = 0; from < count; from += atOnce) {
            Batch batch = new Batch(from, Math.min(count, from + atOnce));
            // The head answers from the network that has just learned, so there is nothing to remember.
            scores.addAll(settings.routing().rule() == Rule.HEAD ? detector.score(batch.readings(), settings, wanted)
                : detector.score(batch, settings, wanted));
        }
        return scores;
    }

    /** As {@link Detector#unknown(Optional, FeatureReader, org.diffcont.config.RoutingSettings, float[], int)}. */
    public boolean[] unknown(Detector detector, Optional<Network> readWith) {
        boolean[] unknown = new boolean[count];
        if (settings.routing().findsUnknown()) {
            forgetOthers(detector, readWith);
            int atOnce = FeatureReader.scoredAtOnce(network);
            for (int from = 0; from < count; from += atOnce) {
                Batch batch = new Batch(from, Math.min(count, from + atOnce));
                boolean[] ofBatch = detector.unknown(batch, settings.routing());
                System.arraycopy(ofBatch, 0, unknown, from, ofBatch.length);
            }
        }
        return unknown;
    }

    private void forgetOthers(Detector detector, Optional<Network> readWith) {
        distances.keySet().removeIf(known -> detector.classes().stream().noneMatch(c -> c.statistics() == known));
        if (readWith.orElse(null) != network.orElse(null)) {
            network = readWith;
            distances.keySet().removeIf(FusedStatistics::readsNetwork);
            if (descriptor.source().readsNetwork()) {
                Arrays.fill(descriptors, null);
            }
        }
    }

    /** The images from {@code from} up to {@code to}; they are fetched, and their features shared, once needed. */
    private final class Batch implements ReadImages {
        private final int from;
        private final int to;
        private ImageReadings readings;

        Batch(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public int count() {
            return to - from;
        }

        private ImageReadings readings() {
            if (readings == null) {
                readings = open(IntStream.range(from, to).toArray());
            }
            return readings;
        }

        private ImageReadings open(int[] indices) {
            return reader.open(network, images.at(indices));
        }

        @Override
        public Features descriptors() {
            if (IntStream.range(from, to).anyMatch(i -> descriptors[i] == null)) {
                Features read = descriptor.of(readings());
                for (int i = from; i < to; i++) {
                    descriptors[i] = read.row(i - from);
                }
            }
            return new Features(Arrays.copyOfRange(descriptors, from, to), 1, descriptors[from].length);
        }

        @Override
        public double[] distances(ClassDetector detector, int[] asked) {
            double[] known = distances.computeIfAbsent(detector.statistics(), _ -> unread());
            int[] missing = Arrays.stream(asked).filter(i -> Double.isNaN(known[from + i])).toArray();
            if (missing.length > 0) {
                ImageReadings read = missing.length == count() || readings != null ? readings().select(missing)
                    : open(Arrays.stream(missing).map(i -> from + i).toArray());
                double[] toClass = detector.statistics().distances(read.forClass(detector.classIndex()));
                for (int i = 0; i < missing.length; i++) {
                    known[from + missing[i]] = toClass[i];
                }
            }
            return Arrays.stream(asked).mapToDouble(i -> known[from + i]).toArray();
        }
    }

    private double[] unread() {
        double[] none = new double[count];
        Arrays.fill(none, Double.NaN);
        return none;
    }
}
