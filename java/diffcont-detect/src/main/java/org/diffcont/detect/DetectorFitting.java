package org.diffcont.detect;

import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.config.EvtSettings.FitOn;
import org.diffcont.config.ReadingsSettings;
import org.diffcont.config.Settings;
import org.diffcont.defect.DefectFamily;
import org.diffcont.defect.SyntheticDefects;
import org.diffcont.detect.choice.DefectSource;
import org.diffcont.detect.choice.DefectTrials;
import org.diffcont.detect.choice.Folds;
import org.diffcont.detect.choice.ReadingChoice;
import org.diffcont.detect.choice.ReadingOrder;
import org.diffcont.detect.choice.StatisticsFitting;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.error.UserException;
import org.diffcont.machine.Machine;
import org.diffcont.machine.Workers;
import org.diffcont.pose.Pose;
import org.diffcont.pose.PoseFitting;

/**
 * Fits a class's detector: chooses its readings where there is a choice, fits their statistics, then the tail and the
 * threshold on distances of normal images.
 */
public final class DetectorFitting {
    private static final int CHECKED = 60;

    private final Settings settings;
    private final Machine machine;
    private final DefectSource defects;

    public DetectorFitting(Settings settings, Machine machine) {
        this(settings, machine, synthetic());
    }

    /** All families of synthetic defects. */
    private static DefectSource synthetic() {
        SyntheticDefects defects = new SyntheticDefects(DefectFamily.all());
        return (images, index, seed) -> defects.paste(images, index, seed).image();
    }

    DetectorFitting(Settings settings, Machine machine, DefectSource defects) {
        this.settings = settings;
        this.machine = machine;
        this.defects = defects;
    }

    /**
     * A class's detector, and its tail with what that was fitted on.
     *
     * @param detector  to be closed by whoever takes it
     */
    public record Fitted(ClassDetector detector, FittedTail tail) {
    }

    /**
     * Fits from a class's normal images, and asks the detector about them.
     *
     * @param train        images the statistics are fitted to, read with the class's label where labels are fed
     * @param calibration  held-out images for the threshold (and the tail, where {@code evt.fit_on} says so); not used
     *                     with {@code cross}, which holds out one fold of {@code train} after the other instead
     * @param whitening    the frozen whitening; used by the {@code whitened} model alone
     * @throws UserException too few images, images all alike, a bound on bytes that no reading keeps, or a detector that
     *     calls far more of its own images anomalous than its threshold was set for
     */
    public Fitted fit(int classIndex, String name, ImageReadings train, ImageReadings calibration,
            Whitening whitening, boolean refitOnReplay) {
        requireEnough(name, train.count());
        Optional<Pose> pose = settings.readings().pose() == ReadingsSettings.Posing.AUTO
            ? Workers.run(machine, () -> PoseFitting.fit(train.images()))
            : Optional.empty();
        StatisticsFitting.Fitted fitted = statistics(classIndex, name, train, pose, whitening);
        try {
            return calibrate(classIndex, name, fitted, train, calibration, refitOnReplay);
        } catch (RuntimeException | Error e) {
            fitted.statistics().close();
            throw e;
        }
    }

    /** Statistics need two images; in cross-fitting the smallest part that they are fitted to leaves one out. */
    private void requireEnough(String name, int images) {
        boolean leavesOut = settings.evt().fitOn() == FitOn.CROSS || settings.readings().all().size() > 1
            || settings.readings().all().getFirst().candidate().hasLocations();
        int needed = leavesOut ? 3 : 2;
        if (images < needed) {
            throw new UserException("class \"" + name + "\" has " + images + " images to fit its statistics to, fewer "
                + "than the " + needed + " needed; give it more images (replay.per_class where they are replayed)");
        }
    }

    private StatisticsFitting.Fitted statistics(int classIndex, String name, ImageReadings train,
            Optional<Pose> pose, Whitening whitening) {
        ImageReadings posed = pose.map(train::posed).orElse(train);
        if (!settings.readings().chooses()) {
            return new StatisticsFitting(settings, Map.of(), pose).fit(name,
                ReadingOrder.given(settings.readings().all()), posed, whitening);
        }
        DefectTrials.Result tried = new DefectTrials(settings, machine, defects).of(classIndex, train, pose, whitening,
            Folds.of(train.count(), settings.readings().folds()));
        return new StatisticsFitting(settings, tried.crossFitted(), pose).fit(name,
            new ReadingChoice(tried.trials(), settings.readings().always(), settings.readings().fusion(),
                settings.threshold().falsePositiveRate()),
            posed, whitening);
    }

    /** Images spread evenly over all, enough to check a threshold on. */
    private static ImageReadings some(ImageReadings images) {
        int count = Math.min(CHECKED, images.count());
        return images.select(IntStream.range(0, count).map(i -> (int) ((long) i * images.count() / count)).toArray());
    }

    private Fitted calibrate(int classIndex, String name, StatisticsFitting.Fitted fitted, ImageReadings train,
            ImageReadings calibration, boolean refitOnReplay) {
        FusedStatistics statistics = fitted.statistics();
        FitOn fitOn = settings.evt().fitOn();
        double[] held = fitOn == FitOn.CROSS ? fitted.crossFitted().orElseThrow() : statistics.distances(calibration);
        double[] tailDistances = fitOn == FitOn.TRAIN ? statistics.distances(train) : held;
        ClassDetector detector = Calibrating.with(settings, classIndex, name, statistics, tailDistances, held,
            refitOnReplay);
        // Replayed images stand in for the class's own: how they score says how good the replay is.
        if (!refitOnReplay) {
            Calibrating.check(settings, detector, statistics.distances(some(train)));
        }
        return new Fitted(detector, FittedTail.of(detector, tailDistances));
    }
}
