package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.detect.DetectorLearning;
import org.diffcont.detect.FittedTail;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.Features;
import org.diffcont.error.UserException;
import org.diffcont.nativecore.Distances;
import org.diffcont.nativecore.Losses;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeStatus;
import org.diffcont.nativecore.Network;
import org.diffcont.progress.TaskContext;
import org.diffcont.random.Seeds;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.replay.ReplayGenerator;
import org.diffcont.training.NetworkConfigs;
import org.diffcont.training.NetworkTraining;
import org.diffcont.training.TrainingSettings;
import org.diffcont.training.TrainingTerms;

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
        ReplayBuffer before(LearnerState state, TaskContext context);

        /** Samples of the state's network, of all its classes, through their gates. */
        static Replay sampled(Settings settings, FeatureReader reader) {
            ReplayGenerator generator = new ReplayGenerator(settings, reader);
            return (state, context) -> state.network().isEmpty() || !StrategySettings.replays(settings) ? ReplayBuffer.empty()
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
            TaskContext context) {
        return learn(state, newClasses, replay, TrainingTerms.NONE, context);
    }

    /** As above, with what the strategy adds to the training. */
    Strategy.Outcome learn(LearnerState state, List<TrainingImages> newClasses, Replay replay, TrainingTerms terms,
            TaskContext context) {
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

    /**
     * The body of the loop over experiences in Algorithm 1, whose lines stand beside the calls. The paper's teacher is a
     * copy that is saved; here the student is the copy, so that a stop leaves the model as it was.
     */
    private Strategy.Outcome learn(LearnerState state, List<TrainingImages> newClasses, int experience, Replay replay,
            TrainingTerms terms, TaskContext context) {
        // C_j <- C_{j-1} and c_j
        Detector known = state == null ? Detector.empty() : state.detector();
        // Teacher <- U-Net
        Network teacher = state == null ? null : state.network().orElse(null);
        // for c in C_{j-1}: repeat x ~ DDIM(Teacher, c), z = Projector(Teacher(x)), s_c = W_c(|z - mu_c|)
        // until s_c <= tau_gen and K are accepted
        ReplayBuffer buffer = state == null ? ReplayBuffer.empty() : replay.before(state, context);

        // Initialize, or expand U-Net and classifier head H to support |C_j| classes
        Optional<Network> student = TrainingSettings.hasNetwork(settings)
            ? Optional.of(student(teacher, newClasses.size(), experience)) : Optional.empty();
        Optional<Network> own = Optional.empty();
        Optional<Detector> refitted = Optional.empty();
        try {
            // Train U-Net and classifier on X_j and R_j, minimise L_total; the projector stays frozen after j = 0
            List<Losses> losses = student.isEmpty() ? List.of() : new NetworkTraining(settings, reader).run(
                student.get(), teacher, newClasses, known.classes().size(), buffer, experience, terms, context);

            // Fit EVT: mu_j, the distances d_j to it, and W_j <- FitWeibull(d_j, tailsize)
            own = student.filter(_ -> readsWithFirst() && state == null).map(trained -> configured(trained.copy()));
            Optional<Network> readerNetwork = !readsWithFirst() ? student : state == null ? own : state.reader();
            List<FittedTail> tails = new ArrayList<>();
            if (refits(buffer)) {
                DetectorLearning.Learned old = new OldClassRefit(settings, reader).fit(known, readerNetwork, buffer);
                refitted = Optional.of(old.detector());
                tails.addAll(old.tails());
            }
            DetectorLearning.Learned learned = new DetectorLearning(settings, reader).learn(refitted.orElse(known),
                readerNetwork, newClasses, context);
            tails.addAll(learned.tails());

            return new Strategy.Outcome(new LearnerState(student, readerNetwork, learned.detector(), experience + 1,
                state == null ? List.of() : state.stored()), losses, buffer,
                effectiveRank(readerNetwork, newClasses), tails);
        } catch (RuntimeException | Error e) {
            student.ifPresent(Network::close);
            own.ifPresent(Network::close);
            refitted.ifPresent(detector -> detector.replacedIn(known).forEach(c -> c.statistics().close()));
            throw e;
        }
    }

    private boolean refits(ReplayBuffer buffer) {
        return settings.get(StatisticsSettings.class).oldClasses() == StatisticsSettings.OldClasses.REFIT
            && buffer.count() > 0;
    }

    private boolean readsWithFirst() {
        return settings.readsNetwork() && settings.embedding().network() == EmbeddingSettings.Network.FIRST;
    }

    private Network configured(Network network) {
        network.setPrecision(reader.machine().inference());
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

    private OptionalDouble effectiveRank(Optional<Network> network, List<TrainingImages> newClasses) {
        if (network.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Features> parts = new ArrayList<>();
        for (TrainingImages images : newClasses) {
            parts.add(reader.embed(network.get(), reader.networkImages(images.train()), FeatureReader.NO_LABEL)
                .features());
        }
        Features embeddings = Features.join(parts);
        return OptionalDouble.of(Distances.effectiveRank(embeddings.values(), embeddings.count(),
            embeddings.dimension()));
    }
}
