package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.FittedTail;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.nativecore.Losses;
import org.diffcont.progress.TaskContext;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.training.TrainingSettings;

/**
 * One model a class, as anomaly detectors are usually deployed: each class gets a new network that only its own images
 * train, and its statistics read with that network; all are kept, so nothing can be forgotten and what is stored grows
 * by a network a class. No network knows all classes, so an image is routed by the smallest calibrated distance, each
 * network asked for its own class, or by the router that reads no network. Without a network, classes do not depend on
 * each other anyway.
 */
public final class IndependentStrategy implements Strategy {
    private final Settings settings;
    private final FeatureReader reader;

    /** @param reader  of the same settings; stays the caller's */
    public IndependentStrategy(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        if (!TrainingSettings.hasNetwork(settings)) {
            return new DiffContStrategy(settings, reader).learn(state, newClasses, context);
        }
        Detector detector = state == null ? Detector.empty() : state.detector();
        List<ClassDetector> learned = new ArrayList<>();
        List<Losses> losses = new ArrayList<>();
        List<FittedTail> tails = new ArrayList<>();
        double effectiveRanks = 0;
        try {
            for (TrainingImages images : newClasses) {
                Outcome alone = new SequentialLearning(settings, reader).learn(null, List.of(images), (_, _) ->
                    ReplayBuffer.empty(), context);
                learned.add(own(alone.state(), detector.classes().size()));
                detector = routed(detector.with(learned.getLast()), images);
                losses.addAll(alone.losses());
                tails.addAll(alone.tails());
                effectiveRanks += alone.effectiveRank().orElseThrow();
            }
        } catch (RuntimeException | Error e) {
            learned.forEach(c -> c.statistics().close());
            throw e;
        }
        return new Outcome(new LearnerState(Optional.empty(), Optional.empty(), detector,
            state == null ? 1 : state.experiences() + 1, List.of()), losses, ReplayBuffer.empty(),
            OptionalDouble.of(effectiveRanks / newClasses.size()), tails);
    }

    /** The only class of a model of its own, which from here on owns the network that it is read with. */
    private static ClassDetector own(LearnerState alone, int classIndex) {
        ClassDetector only = alone.detector().classes().getFirst();
        if (alone.hasOwnReader()) {
            alone.network().orElseThrow().close();
        }
        return new ClassDetector(classIndex, only.name(), only.statistics().readWith(alone.reader().orElseThrow()),
            only.tail(), only.thresholdDistance(), only.calibration(), only.normal(), only.kind());
    }

    private Detector routed(Detector detector, TrainingImages images) {
        return settings.routing().rule() != RoutingSettings.Rule.SHARED_COVARIANCE ? detector
            : detector.with(detector.router().with(RoutingDescriptor.of(settings.routing()).of(
                reader.open(Optional.empty(), images.train()))));
    }
}
