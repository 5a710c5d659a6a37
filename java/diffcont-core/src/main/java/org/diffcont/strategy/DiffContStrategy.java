package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.ProjectorSettings;
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
 * The paper's method (Algorithm 1): a frozen teacher replays the old classes through their Weibull gates; the student
 * learns the new classes and the replay with distillation; the new classes' statistics and tails are fitted.
 */
public final class DiffContStrategy implements Strategy {
    private final Settings settings;
    private final FeatureReader reader;
    private final ReplayGenerator replay;

    /** @param reader  of the same settings; stays the caller's */
    public DiffContStrategy(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
        this.replay = new ReplayGenerator(settings, reader);
    }

    @Override
    public String name() {
        return "diffcont";
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, Context context) {
        int experience = state == null ? 0 : state.experiences();
        try {
            return learn(state, newClasses, experience, context);
        } catch (NativeException e) {
            if (e.status() == NativeStatus.NOT_FINITE) {
                throw new UserException("the network of experience " + experience + " gives numbers that are not "
                    + "finite: " + e.getMessage() + "; the model of the experience before is kept. Begin again with a "
                    + "lower training.learning_rate or training.clip_norm", e);
            }
            throw e;
        }
    }

    private Outcome learn(LearnerState state, List<TrainingImages> newClasses, int experience, Context context) {
        Detector known = state == null ? Detector.empty() : state.detector();
        Network teacher = state == null ? null : state.network().orElse(null);
        ReplayBuffer buffer = teacher == null || !settings.replays() ? ReplayBuffer.empty()
            : replay.generate(teacher, state.reader(), known, experience, context.progress(), context.cancel());

        Optional<Network> student = settings.hasNetwork()
            ? Optional.of(student(teacher, newClasses.size(), experience)) : Optional.empty();
        Optional<Network> own = Optional.empty();
        try {
            List<Losses> losses = student.isEmpty() ? List.of() : new NetworkTraining(settings, reader).run(
                student.get(), teacher, newClasses, known.classes().size(), buffer, experience, context);
            own = student.filter(_ -> readsWithFirst() && state == null).map(trained -> configured(trained.copy()));
            Optional<Network> readerNetwork = !readsWithFirst() ? student : state == null ? own : state.reader();
            OptionalDouble effectiveRank = readerNetwork.map(network -> OptionalDouble.of(effectiveRank(network,
                newClasses))).orElse(OptionalDouble.empty());
            DetectorLearning detectors = new DetectorLearning(settings, reader);
            Detector detector = detectors.learn(known, readerNetwork, newClasses, buffer,
                context);
            return new Outcome(new LearnerState(student, readerNetwork, detector, experience + 1), losses, buffer,
                effectiveRank, detectors.takeTails());
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

    /** Whether the projector learns in this experience (paper: in the first one only). */
    static boolean trainsProjector(Settings settings, int experience) {
        return settings.projector().train() == ProjectorSettings.Training.FIRST && experience == 0;
    }
}
