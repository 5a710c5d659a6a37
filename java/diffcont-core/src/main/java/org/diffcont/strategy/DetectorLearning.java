package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diffcont.config.Candidate;
import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.config.StatisticsSettings.OldClasses;
import org.diffcont.detect.BottleneckSource;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.DetectorFitting;
import org.diffcont.detect.FeatureReader;
import org.diffcont.detect.Features;
import org.diffcont.detect.FittedTail;
import org.diffcont.detect.ImageReadings;
import org.diffcont.detect.RoutingDescriptor;
import org.diffcont.detect.SharedCovariance;
import org.diffcont.detect.Whitening;
import org.diffcont.experience.CalibrationSplit;
import org.diffcont.nativecore.Network;
import org.diffcont.replay.ReplayBuffer;

/** Brings a detector from one experience to the next: the new classes' detectors, the router, old classes refitted. */
public final class DetectorLearning {
    private final Settings settings;
    private final FeatureReader reader;
    private final DetectorFitting fitting;
    private final boolean routes;

    public DetectorLearning(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
        this.fitting = new DetectorFitting(settings);
        this.routes = settings.routing().rule() == RoutingSettings.Rule.SHARED_COVARIANCE;
    }

    /**
     * The detector after an experience.
     *
     * @param known       the detector before; not changed and not closed
     * @param network     reads the images; empty where the configuration has none
     * @param newClasses  the experience's classes, in class order
     * @param buffer      replayed images of the old classes, for {@code statistics.old_classes = refit}
     * @return shares with {@code known} what did not change; of what is new nothing stays open when this throws
     */
    public Detector learn(Detector known, Optional<Network> network, List<TrainingImages> newClasses,
            ReplayBuffer buffer, Strategy.Context context) {
        List<ClassDetector> fitted = new ArrayList<>();
        context.progress().start("statistics", newClasses.size(), "classes");
        try {
            Detector detector = learn(known, network, newClasses, buffer, fitted, context);
            context.progress().close();
            return detector;
        } catch (RuntimeException | Error e) {
            fitted.forEach(c -> c.statistics().close());
            throw e;
        }
    }

    /** The tails fitted since the last call, in order. */
    public List<FittedTail> takeTails() {
        return fitting.takeTails();
    }

    private Detector learn(Detector known, Optional<Network> network, List<TrainingImages> newClasses,
            ReplayBuffer buffer, List<ClassDetector> fitted, Strategy.Context context) {
        Detector detector = known;
        if (settings.readings().candidates().stream().anyMatch(Candidate::isWhitened)
                && detector.whitening().isEmpty()) {
            detector = detector.with(whitening(network, newClasses));
        }
        if (settings.statistics().oldClasses() == OldClasses.REFIT && buffer.count() > 0) {
            detector = refit(detector, network, buffer, fitted);
        }
        for (TrainingImages images : newClasses) {
            context.cancel().throwIfCancelled();
            int classIndex = detector.classes().size();
            ImageReadings train = reader.open(network, images.train(), images.split().train().length);
            int calibrationImages = images.split().calibration().length;
            ImageReadings calibration = calibrationImages == 0 ? null
                : reader.open(network, images.calibration(), calibrationImages).forClass(classIndex);
            fitted.add(fitting.fit(classIndex, images.name(), train.forClass(classIndex), calibration,
                detector.whitening().orElse(null), false));
            detector = routed(detector.with(fitted.getLast()), train);
            context.progress().step(1);
        }
        return detector;
    }

    /** With the router taught a class, from images read without a label, as images to be routed are. */
    private Detector routed(Detector detector, ImageReadings unlabelled) {
        return routes ? detector.with(detector.router().with(RoutingDescriptor.of(settings.routing()).of(unlabelled)))
            : detector;
    }

    /** Mean and variance of the first experience's training embeddings, each class read with its own label. */
    private Whitening whitening(Optional<Network> network, List<TrainingImages> newClasses) {
        List<Features> parts = new ArrayList<>();
        for (TrainingImages images : newClasses) {
            parts.add(reader.open(network, images.train(), images.split().train().length).forClass(parts.size())
                .features(new BottleneckSource()));
        }
        return Whitening.fit(Features.join(parts));
    }

    /** Old classes' statistics, tails and thresholds from the accepted replay, read by the current network. */
    private Detector refit(Detector detector, Optional<Network> network, ReplayBuffer buffer,
            List<ClassDetector> fitted) {
        Detector refitted = routes ? detector.with(SharedCovariance.empty()) : detector;
        int size = buffer.images().length / buffer.count();
        int offset = 0;
        for (ReplayBuffer.ClassReplay replayed : buffer.classes()) {
            float[] images = Arrays.copyOfRange(buffer.images(), offset * size, (offset + replayed.kept()) * size);
            offset += replayed.kept();
            CalibrationSplit split = TrainingImages.split(replayed.kept(), settings);
            TrainingImages parts = new TrainingImages(replayed.name(), images, replayed.kept(), split);
            ImageReadings calibration = split.calibration().length == 0 ? null
                : reader.open(network, parts.calibration(), split.calibration().length)
                    .forClass(replayed.classIndex());
            fitted.add(fitting.fit(replayed.classIndex(), replayed.name(),
                reader.open(network, parts.train(), split.train().length).forClass(replayed.classIndex()), calibration,
                detector.whitening().orElse(null), true));
            refitted = routed(refitted.with(fitted.getLast()), reader.open(network, images, replayed.kept()));
        }
        return refitted;
    }
}
