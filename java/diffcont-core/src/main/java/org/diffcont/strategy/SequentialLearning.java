package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.detect.FeatureReader;
import org.diffcont.detect.Features;
import org.diffcont.error.UserException;
import org.diffcont.experience.Seeds;
import org.diffcont.nativecore.Distances;
import org.diffcont.nativecore.Losses;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeStatus;
import org.diffcont.nativecore.Network;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.replay.ReplayGenerator;

/**
 * One experience of a network that goes on from where the experience before left it, shared by the strategies: replay,
 * training of the student beside its frozen teacher, then the new classes' statistics and tails. Strategies differ in
 * what is replayed and, by their settings, in the losses.
 */
final class SequentialLearning {
    private final Settings settings;
    private final FeatureReader reader;

    SequentialLearning(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    /** Where an experience's replayed images come from. */
    @FunctionalInterface
    interface Replay {
        /** @param state after the experience before; never {@code null} */
        ReplayBuffer before(LearnerState state, Strategy.Context context);

        /** Samples of the state's network, of all its classes, through their gates. */
        static Replay sampled(Settings settings, FeatureReader reader) {
            ReplayGenerator generator = new ReplayGenerator(settings, reader);
            return (state, context) -> state.network().isEmpty() || !settings.replays() ? ReplayBuffer.empty()
                : generator.generate(state.network().get(), state.reader(), state.detector(), state.experiences(),
                    context.progress(), context.cancel());
        }
    }

    /**
     * Learns an experience; see {@link Strategy#learn}. The new state stores the images that the one before stores.
     *
     * @param state  after the experience before; {@code null} starts a network
     */
    Strategy.Outcome learn(LearnerState state, List<TrainingImages> newClasses, Replay replay,
            Strategy.Context context) {
        return learn(state, newClasses, replay, TrainingTerms.NONE, context);
    }

    /** As above, with what the strategy adds to the training. */
    Strategy.Outcome learn(LearnerState state, List<TrainingImages> newClasses, Replay replay, TrainingTerms terms,
            Strategy.Context context) {
        int experience = state == null ? 0 : state.experiences();
        try {
            return learn(state, newClasses, experience, replay, terms, context);
        } catch (NativeException e) {
            if (e.status() == NativeStatus.NOT_FINITE) {
                throw new UserException("the network of experience " + experience + " gives numbers that are not "
                    + "finite: " + e.getMessage() + "; the model of the experience before is kept. Begin again with a "
                    + "lower training.learning_rate or training.clip_norm", e);
            }
            throw e;
        }
    }

    private Strategy.Outcome learn(LearnerState state, List<TrainingImages> newClasses, int experience, Replay replay,
            TrainingTerms terms, Strategy.Context context) {
        Detector known = state == null ? Detector.empty() : state.detector();
        Network teacher = state == null ? null : state.network().orElse(null);
        ReplayBuffer buffer = state == null ? ReplayBuffer.empty() : replay.before(state, context);

        Optional<Network> student = settings.hasNetwork()
            ? Optional.of(student(teacher, newClasses.size(), experience)) : Optional.empty();
        Optional<Network> own = Optional.empty();
        try {
            List<Losses> losses = student.isEmpty() ? List.of() : new NetworkTraining(settings, reader).run(
                student.get(), teacher, newClasses, known.classes().size(), buffer, experience, terms, context);
            own = student.filter(_ -> readsWithFirst() && state == null).map(trained -> configured(trained.copy()));
            Optional<Network> readerNetwork = !readsWithFirst() ? student : state == null ? own : state.reader();
            OptionalDouble effectiveRank = readerNetwork.map(network -> OptionalDouble.of(effectiveRank(network,
                newClasses))).orElse(OptionalDouble.empty());
            DetectorLearning detectors = new DetectorLearning(settings, reader);
            Detector detector = detectors.learn(known, readerNetwork, newClasses, buffer,
                context);
            return new Strategy.Outcome(new LearnerState(student, readerNetwork, detector, experience + 1,
                state == null ? List.of() : state.stored()), losses, buffer, effectiveRank, detectors.takeTails());
        } catch (RuntimeException | Error e) {
            student.ifPresent(Network::close);
            own.ifPresent(Network::close);
            throw e;
        }
    }

    private boolean readsWithFirst() {
        return settings.embedding().network() == EmbeddingSettings.Network.FIRST;
    }

    private Network configured(Network network) {
        network.setPrecision(Precisions.of(settings));
        return network;
    }

    private Network student(Network teacher, int newClasses, int experience) {
        if (teacher == null) {
            return configured(Network.create(NetworkConfigs.of(settings, newClasses),
                Seeds.derive(settings.seed(), "network weights")));
        }
        Network student = configured(teacher.copy());
        try {
            student.addClasses(newClasses, Seeds.derive(settings.seed(), "new class weights", experience));
        } catch (RuntimeException | Error e) {
            student.close();
            throw e;
        }
        return student;
    }

    private double effectiveRank(Network network, List<TrainingImages> newClasses) {
        List<Features> parts = new ArrayList<>();
        for (TrainingImages images : newClasses) {
            int count = images.split().train().length;
            parts.add(reader.embed(network, reader.networkImages(images.train(), count), count, FeatureReader.NO_LABEL)
                .features());
        }
        Features embeddings = Features.join(parts);
        return Distances.effectiveRank(embeddings.values(), embeddings.count(), embeddings.dimension());
    }
}
