package org.diffcont.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.config.Candidate;
import org.diffcont.config.EvtSettings.FitOn;
import org.diffcont.config.PooledCandidate;
import org.diffcont.config.Settings;
import org.diffcont.detect.DefectTrials.FirstFold;
import org.diffcont.error.UserException;
import org.diffcont.pose.Pose;

/** Fits the readings of one class that were ranked, best first, and finds each one's scale by cross-fitting. */
final class StatisticsFitting {
    private final Settings settings;
    private final Map<Candidate, FirstFold> firstFolds;
    private final Optional<Pose> pose;

    /**
     * @param firstFolds  of the candidates that were tried already; may be empty
     * @param pose        that the training images have been brought to
     */
    StatisticsFitting(Settings settings, Map<Candidate, FirstFold> firstFolds, Optional<Pose> pose) {
        this.pose = pose;
        this.settings = settings;
        this.firstFolds = firstFolds;
    }

    /**
     * @param crossFitted  each image's fused distance by models that did not see it; empty where nothing needed them
     */
    record Fitted(FusedStatistics statistics, Optional<double[]> crossFitted) {
    }

    /** Fits the first {@code readings.chosen} of the ranked readings that {@code readings.max_bytes} lets through. */
    Fitted fit(String className, List<ReadingChoice.Ranked> ranked, ImageReadings train, Whitening whitening) {
        Map<Candidate, Normality> models = new HashMap<>();
        try {
            List<ReadingChoice.Ranked> kept = keep(ranked, train, whitening, models);
            if (kept.isEmpty()) {
                throw new UserException("no reading of class \"" + className + "\" fits into readings.max_bytes = "
                    + settings.readings().maxBytes() + "; raise it, or give smaller readings.candidates");
            }
            return scale(kept, train, whitening, models);
        } catch (RuntimeException | Error e) {
            models.values().forEach(Normality::close);
            throw e;
        }
    }

    private List<ReadingChoice.Ranked> keep(List<ReadingChoice.Ranked> ranked, ImageReadings train,
            Whitening whitening, Map<Candidate, Normality> models) {
        List<ReadingChoice.Ranked> kept = new ArrayList<>();
        List<Candidate> tooLarge = new ArrayList<>();
        long bytes = 0;
        for (ReadingChoice.Ranked next : ranked) {
            Candidate candidate = next.reading().candidate();
            if (kept.size() == settings.readings().chosen() || tooLarge.contains(candidate)) {
                continue;
            }
            if (!models.containsKey(candidate)) {
                if (firstFolds.containsKey(candidate)
                        && bytes + firstFolds.get(candidate).bytes() > settings.readings().maxBytes()) {
                    tooLarge.add(candidate);
                    continue;
                }
                Normality model = Normality.fit(candidate.model(), features(train, candidate), whitening);
                if (bytes + model.bytes() > settings.readings().maxBytes()) {
                    model.close();
                    tooLarge.add(candidate);
                    continue;
                }
                bytes += model.bytes();
                models.put(candidate, model);
            }
            kept.add(next);
        }
        return kept;
    }

    private Fitted scale(List<ReadingChoice.Ranked> kept, ImageReadings train, Whitening whitening,
            Map<Candidate, Normality> models) {
        boolean single = kept.size() == 1;
        Map<Candidate, FittedModel> fitted = new HashMap<>();
        List<FittedReading> readings = new ArrayList<>();
        List<double[]> pooled = new ArrayList<>();
        Map<Candidate, float[]> maps = new HashMap<>();
        for (ReadingChoice.Ranked ranked : kept) {
            PooledCandidate reading = ranked.reading();
            Candidate candidate = reading.candidate();
            Normality model = models.get(candidate);
            boolean cells = model.locations() > 1;
            if (single && !cells && settings.evt().fitOn() != FitOn.CROSS) {
                // The paper's detector: nothing asks for cross-fitted distances.
                FittedModel alone = new FittedModel(candidate, model, Optional.empty());
                return new Fitted(new FusedStatistics(List.of(new FittedReading(alone, reading.pooling(),
                    Optional.empty(), ranked.syntheticAuroc())), settings.readings().fusion(), pose), Optional.empty());
            }
            float[] map = maps.computeIfAbsent(candidate, c -> CrossFitting.maps(c.model(), features(train, c),
                whitening, Folds.of(train.count(), settings.readings().folds()),
                Optional.ofNullable(firstFolds.get(c)).map(FirstFold::maps)));
            pooled.add(MapPooling.pool(reading.pooling(), map, model.locations()));
            readings.add(new FittedReading(fitted.computeIfAbsent(candidate, c -> new FittedModel(c, model,
                cells ? Optional.of(LogScale.fit(map)) : Optional.empty())), reading.pooling(),
                single ? Optional.empty() : Optional.of(LogScale.fit(pooled.getLast())), ranked.syntheticAuroc()));
        }
        FusedStatistics statistics = new FusedStatistics(readings, settings.readings().fusion(), pose);
        return new Fitted(statistics, Optional.of(statistics.fuse(pooled)));
    }

    private static Features features(ImageReadings train, Candidate candidate) {
        return train.features(FeatureSource.of(candidate.source()));
    }
}
