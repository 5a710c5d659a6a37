package org.diffcont.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.diffcont.config.EvtSettings.FitOn;
import org.diffcont.config.Settings;
import org.diffcont.error.UserException;
import org.diffcont.evt.TailFit;
import org.diffcont.evt.TailFitException;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.TailSettings;
import org.diffcont.evt.Thresholds;
import org.diffcont.evt.WeibullTail;
import org.diffcont.nativecore.NormalityModel;

/** Fits a class's detector: statistics, then the tail and threshold on distances of normal images. */
public final class DetectorFitting {
    private static final int FOLDS = 5;

    private final Settings settings;
    private final List<FittedTail> tails = new ArrayList<>();

    public DetectorFitting(Settings settings) {
        this.settings = settings;
    }

    /**
     * Fits from features of a class's normal images.
     *
     * @param train        images the statistics are fitted to
     * @param calibration  held-out images for the threshold (and the tail, where {@code evt.fit_on} says so); not used
     *                     with {@code cross}, which holds out one fold of {@code train} after the other instead
     * @param whitening    the frozen whitening; used by the {@code whitened} model alone
     */
    public ClassDetector fit(int classIndex, String name, Features train, Features calibration, Whitening whitening,
            boolean refitOnReplay) {
        requireEnough(name, train.count());
        ClassStatistics statistics = statistics(train, whitening);
        try {
            return fit(classIndex, name, statistics, train, calibration, whitening, refitOnReplay);
        } catch (RuntimeException | Error e) {
            statistics.close();
            throw e;
        }
    }

    /** Statistics need two images; in cross-fitting the smallest part that they are fitted to leaves one out. */
    private void requireEnough(String name, int images) {
        int needed = settings.evt().fitOn() == FitOn.CROSS ? 3 : 2;
        if (images < needed) {
            throw new UserException("class \"" + name + "\" has " + images + " images to fit its statistics to, fewer "
                + "than the " + needed + " needed; give it more images (replay.per_class where they are replayed)");
        }
    }

    private ClassDetector fit(int classIndex, String name, ClassStatistics statistics, Features train,
            Features calibration, Whitening whitening, boolean refitOnReplay) {
        FitOn fitOn = settings.evt().fitOn();
        double[] held = fitOn == FitOn.CROSS ? crossFitted(train, whitening) : statistics.distances(calibration);
        double[] tailDistances = fitOn == FitOn.TRAIN ? statistics.distances(train) : held;
        WeibullTail tail;
        try {
            tail = TailFit.fit(tailDistances, new TailSettings(switch (settings.evt().form()) {
                case PAPER -> TailForm.PAPER;
                case LIBMR -> TailForm.LIBMR;
            }, settings.evt().tail(),
                settings.evt().minPoints()));
        } catch (TailFitException e) {
            throw new UserException("the Weibull tail of class \"" + name + "\" cannot be fitted: " + e.getMessage()
                + "; check that its images are not all alike, or give it more images", e);
        }
        double threshold = Thresholds.empirical(held, settings.threshold().falsePositiveRate());
        long above = Arrays.stream(held).filter(d -> d > threshold).count();
        ClassDetector detector = new ClassDetector(classIndex, name, statistics, tail, threshold,
            new ClassDetector.Calibration(tailDistances.length, held.length, (double) above / held.length,
                refitOnReplay));
        tails.add(FittedTail.of(detector, tailDistances));
        return detector;
    }

    /** The tails fitted since the last call, in order. */
    public List<FittedTail> takeTails() {
        List<FittedTail> taken = List.copyOf(tails);
        tails.clear();
        return taken;
    }

    /** Each image's distance from statistics that were fitted without it (k folds, every k-th image). */
    double[] crossFitted(Features features, Whitening whitening) {
        int folds = Math.min(FOLDS, features.count());
        double[] distances = new double[features.count()];
        for (int fold = 0; fold < folds; fold++) {
            int held = fold;
            int[] in = IntStream.range(0, features.count()).filter(i -> i % folds == held).toArray();
            int[] out = IntStream.range(0, features.count()).filter(i -> i % folds != held).toArray();
            try (ClassStatistics statistics = statistics(features.select(out), whitening)) {
                double[] scored = statistics.distances(features.select(in));
                for (int i = 0; i < in.length; i++) {
                    distances[in[i]] = scored[i];
                }
            }
        }
        return distances;
    }

    private ClassStatistics statistics(Features features, Whitening whitening) {
        return switch (settings.normality().model()) {
            case WHITENED -> WhitenedMean.fit(whitening, features);
            case DIAGONAL, PCA_RESIDUAL, LOCATION_MAHALANOBIS, PATCH_MEMORY -> new NativeStatistics(
                NormalityModel.fit(NativeStatistics.kind(settings.normality().model()),
                    settings.normality().components(), features.values(), features.count(), features.locations(),
                    features.channels()),
                NativeStatistics.pooling(settings));
        };
    }
}
