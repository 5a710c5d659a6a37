package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.NormalitySettings;
import org.diffcont.config.ProjectorSettings;
import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.config.StatisticsSettings.OldClasses;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.DetectorFitting;
import org.diffcont.detect.FeatureReader;
import org.diffcont.detect.Features;
import org.diffcont.detect.SharedCovariance;
import org.diffcont.detect.Whitening;
import org.diffcont.error.UserException;
import org.diffcont.experience.CalibrationSplit;
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
    private final DetectorFitting fitting;

    public DiffContStrategy(Settings settings) {
        this.settings = settings;
        this.reader = new FeatureReader(settings);
        this.replay = new ReplayGenerator(settings, reader);
        this.fitting = new DetectorFitting(settings);
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
        Network teacher = state == null ? null : state.network();
        ReplayBuffer buffer = teacher == null ? ReplayBuffer.empty()
            : replay.generate(teacher, state.reader(), known, experience, context.progress(), context.cancel());

        Network student = student(teacher, newClasses.size(), experience);
        Network own = null;
        List<ClassDetector> fitted = new ArrayList<>();
        try {
            List<Losses> losses = new NetworkTraining(settings).run(student, teacher, newClasses,
                known.classes().size(), buffer, experience, context);
            own = readsWithFirst() && state == null ? configured(student.copy()) : null;
            Network readerNetwork = !readsWithFirst() ? student : state == null ? own : state.reader();
            context.progress().start("statistics", newClasses.size(), "classes");
            Detector detector = fit(readerNetwork, known, newClasses, buffer, fitted, context);
            context.progress().close();
            return new Outcome(new LearnerState(student, readerNetwork, detector, experience + 1), losses, buffer,
                effectiveRank(readerNetwork, newClasses), fitting.takeTails());
        } catch (RuntimeException | Error e) {
            fitted.forEach(c -> c.statistics().close());
            student.close();
            if (own != null) {
                own.close();
            }
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

    private Detector fit(Network student, Detector known, List<TrainingImages> newClasses, ReplayBuffer buffer,
            List<ClassDetector> fitted, Context context) {
        Detector detector = known;
        if (settings.normality().model() == NormalitySettings.Model.WHITENED && detector.whitening().isEmpty()) {
            detector = detector.with(whitening(student, newClasses));
        }
        Whitening whitening = detector.whitening().orElse(null);
        if (settings.statistics().oldClasses() == OldClasses.REFIT && buffer.count() > 0) {
            detector = refit(student, detector, buffer, whitening, fitted);
        }
        boolean routes = settings.routing().rule() == RoutingSettings.Rule.SHARED_COVARIANCE;
        int firstNew = known.classes().size();
        for (int i = 0; i < newClasses.size(); i++) {
            context.cancel().throwIfCancelled();
            TrainingImages images = newClasses.get(i);
            int label = reader.labelFor(firstNew + i);
            Features train = reader.features(student, images.train(), images.split().train().length, label);
            Features calibration = images.split().calibration().length == 0 ? null
                : reader.features(student, images.calibration(), images.split().calibration().length, label);
            fitted.add(fitting.fit(firstNew + i, images.name(), train, calibration, whitening, false));
            detector = detector.with(fitted.getLast());
            if (routes) {
                detector = detector.with(detector.router().with(unlabelled(student, images.train(), train)));
            }
            context.progress().step(1);
        }
        return detector;
    }

    /** The features that the router learns from: read without a label, as images to be routed are. */
    private Features unlabelled(Network network, float[] images, Features labelled) {
        return reader.readsByCandidate()
            ? reader.features(network, images, labelled.count(), FeatureReader.NO_LABEL) : labelled;
    }

    /** Mean and variance of the first experience's training features, each class read with its own label. */
    private Whitening whitening(Network student, List<TrainingImages> newClasses) {
        List<Features> parts = new ArrayList<>();
        for (int c = 0; c < newClasses.size(); c++) {
            TrainingImages images = newClasses.get(c);
            parts.add(reader.features(student, images.train(), images.split().train().length, reader.labelFor(c)));
        }
        return Whitening.fit(Features.join(parts));
    }

    /** Old classes' statistics, tails and thresholds from the accepted replay, read by the student. */
    private Detector refit(Network student, Detector detector, ReplayBuffer buffer, Whitening whitening,
            List<ClassDetector> fitted) {
        boolean routes = settings.routing().rule() == RoutingSettings.Rule.SHARED_COVARIANCE;
        Detector refitted = routes ? detector.with(SharedCovariance.empty()) : detector;
        int size = buffer.images().length / buffer.count();
        int offset = 0;
        for (ReplayBuffer.ClassReplay replayed : buffer.classes()) {
            float[] images = Arrays.copyOfRange(buffer.images(), offset * size,
                (offset + replayed.kept()) * size);
            offset += replayed.kept();
            Features features = reader.features(student, images, replayed.kept(),
                reader.labelFor(replayed.classIndex()));
            CalibrationSplit split = TrainingImages.split(features.count(), settings);
            fitted.add(fitting.fit(replayed.classIndex(), replayed.name(), features.select(split.train()),
                features.select(split.calibration()), whitening, true));
            refitted = refitted.with(fitted.getLast());
            if (routes) {
                refitted = refitted.with(refitted.router().with(unlabelled(student, images, features)));
            }
        }
        return refitted;
    }

    private double effectiveRank(Network network, List<TrainingImages> newClasses) {
        List<Features> parts = new ArrayList<>();
        for (TrainingImages images : newClasses) {
            parts.add(reader.embed(network, images.train(), images.split().train().length, FeatureReader.NO_LABEL)
                .features());
        }
        Features embeddings = Features.join(parts);
        return Distances.effectiveRank(embeddings.values(), embeddings.count(), embeddings.dimension());
    }

    /** Whether the projector learns in this experience (paper: in the first one only). */
    static boolean trainsProjector(Settings settings, int experience) {
        return settings.projector().train() == ProjectorSettings.Training.FIRST && experience == 0;
    }

    /** Detectors of {@code before} whose statistics {@code after} no longer holds; the caller closes them. */
    public static List<ClassDetector> replaced(Detector before, Detector after) {
        return before.classes().stream()
            .filter(old -> after.classes().stream().noneMatch(now -> now.statistics() == old.statistics())).toList();
    }
}
