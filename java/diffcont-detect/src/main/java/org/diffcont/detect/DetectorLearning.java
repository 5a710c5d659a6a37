package org.diffcont.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.check.ImageKind;
import org.diffcont.detect.normality.NormalityMethod;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.source.BottleneckSource;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Network;
import org.diffcont.progress.TaskContext;

/** Teaches a detector new classes: each gets a detector of its own, and the router learns to tell it from the others. */
public final class DetectorLearning {
    private final Settings settings;
    private final FeatureReader reader;
    private final DetectorFitting fitting;
    private final boolean routes;

    /** @param reader  of the same settings; stays the caller's */
    public DetectorLearning(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
        this.fitting = new DetectorFitting(settings, reader.machine());
        this.routes = settings.routing().rule() == RoutingSettings.Rule.SHARED_COVARIANCE;
    }

    /**
     * A detector that has learned.
     *
     * @param detector  shares with the one before what did not change
     * @param tails     the tails fitted on the way, in order
     */
    public record Learned(Detector detector, List<FittedTail> tails) {
        public Learned {
            tails = List.copyOf(tails);
        }
    }

    /**
     * Learns new classes. When this throws, nothing that it made stays open.
     *
     * @param known       the detector before; not changed and not closed
     * @param network     reads the images; empty where the configuration has none
     * @param newClasses  in class order
     */
    public Learned learn(Detector known, Optional<Network> network, List<TrainingImages> newClasses,
            TaskContext context) {
        List<ClassDetector> fitted = new ArrayList<>();
        List<FittedTail> tails = new ArrayList<>();
        context.progress().start("statistics", newClasses.size(), "classes");
        try {
            Detector detector = settings.readings().allCandidates().stream().anyMatch(c ->
                NormalityMethod.of(c.model()).needsWhitening())
                && known.whitening().isEmpty() ? known.with(whitening(network, newClasses)) : known;
            for (TrainingImages images : newClasses) {
                context.cancel().throwIfCancelled();
                DetectorFitting.Fitted one = fit(detector, detector.classes().size(), network, images, false);
                fitted.add(one.detector());
                tails.add(one.tail());
                detector = routed(detector.with(one.detector()), network, images.train());
                context.progress().step(1);
            }
            context.progress().close();
            return new Learned(detector, tails);
        } catch (RuntimeException | Error e) {
            fitted.forEach(c -> c.statistics().close());
            throw e;
        }
    }

    /**
     * Fits a class's detector.
     *
     * @param detector  what classes share is taken from it
     * @param replayed  whether the images are replayed ones, which stand in for the class's own
     */
    public DetectorFitting.Fitted fit(Detector detector, int classIndex, Optional<Network> network,
            TrainingImages images, boolean replayed) {
        ImageReadings train = reader.open(network, images.train());
        ImageReadings calibration = images.calibration().count() == 0 ? null
            : reader.open(network, images.calibration()).forClass(classIndex);
        DetectorFitting.Fitted fitted = fitting.fit(classIndex, images.name(), train.forClass(classIndex), calibration,
            detector.whitening().orElse(null), replayed);
        // Replayed images are a network's: they say nothing of the camera.
        return new DetectorFitting.Fitted(fitted.detector().with(replayed ? detector.classes().get(classIndex).kind()
            : Optional.of(ImageKind.of(images.images(), images.from()))), fitted.tail());
    }

    /** With the router taught a class, from images read without a label, as images to be routed are. */
    public Detector routed(Detector detector, Optional<Network> network, ImageBatch images) {
        return routes ? detector.with(detector.router().with(RoutingDescriptor.of(settings.routing())
            .of(reader.open(network, images)))) : detector;
    }

    /** Mean and variance of the first classes' training embeddings, each class read with its own label. */
    private Whitening whitening(Optional<Network> network, List<TrainingImages> newClasses) {
        List<Features> parts = new ArrayList<>();
        for (TrainingImages images : newClasses) {
            parts.add(reader.open(network, images.train()).forClass(parts.size())
                .features(new BottleneckSource()));
        }
        return Whitening.fit(Features.join(parts));
    }
}
