package org.diffcont.detect.choice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diffcont.config.Candidate;
import org.diffcont.config.EvtSettings.FitOn;
import org.diffcont.config.Reading;
import org.diffcont.config.Settings;
import org.diffcont.detect.choice.DefectTrials.CrossFitted;
import org.diffcont.detect.normality.FittedModel;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.normality.MapPooling;
import org.diffcont.detect.normality.Normality;
import org.diffcont.detect.normality.NormalityMethod;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.error.UserException;
import org.diffcont.pose.Pose;

/** Fits the readings of one class, in an order given, and finds each one's scale by cross-fitting. */
public final class StatisticsFitting {
    private final Settings settings;
    private final Map<Candidate, CrossFitted> tried;
    private final Optional<Pose> pose;

    /**
     * @param tried  candidates that were cross-fitted already; may be empty
     * @param pose   that the training images have been brought to
     */
    public StatisticsFitting(Settings settings, Map<Candidate, CrossFitted> tried, Optional<Pose> pose) {
        this.pose = pose;
        this.settings = settings;
        this.tried = tried;
    }

    /**
     * @param crossFitted  each image's fused distance by models that did not see it; empty where nothing needed them
     */
    public record Fitted(FusedStatistics statistics, Optional<double[]> crossFitted) {
    }

    /** Fits as many readings as a class has, the first of the order that {@code readings.max_bytes} lets through. */
    public Fitted fit(String className, ReadingOrder order, ImageReadings train, Whitening whitening) {
        Map<Candidate, Normality> models = new HashMap<>();
        try {
            List<ReadingOrder.Next> kept = keep(order, train, whitening, models);
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

    private List<ReadingOrder.Next> keep(ReadingOrder order, ImageReadings train, Whitening whitening,
            Map<Candidate, Normality> models) {
        List<ReadingOrder.Next> kept = new ArrayList<>();
        Set<Candidate> tooLarge = new HashSet<>();
        long left = settings.readings().maxBytes();
        while (kept.size() < settings.readings().kept()) {
            Optional<ReadingOrder.Next> next = order.after(
                kept.stream().map(ReadingOrder.Next::reading).toList(), tooLarge);
            if (next.isEmpty()) {
                break;
            }
            Candidate candidate = next.get().reading().candidate();
            if (!models.containsKey(candidate)) {
                Optional<Normality> model = fitWithin(left, candidate, train, whitening);
                if (model.isEmpty()) {
                    tooLarge.add(candidate);
                    continue;
                }
                left -= model.get().bytes();
                models.put(candidate, model.get());
            }
            kept.add(next.get());
        }
        return kept;
    }

    /** A candidate's model; empty when it takes more bytes than these. */
    private Optional<Normality> fitWithin(long bytes, Candidate candidate, ImageReadings train, Whitening whitening) {
        if (tried.containsKey(candidate) && tried.get(candidate).bytes() > bytes) {
            return Optional.empty();
        }
        NormalityMethod method = NormalityMethod.of(candidate.model());
        Normality model = method.fit(method.comparable(features(train, candidate), folds(train).fewestOthers()),
            whitening);
        if (model.bytes() > bytes) {
            model.close();
            return Optional.empty();
        }
        return Optional.of(model);
    }

    private Fitted scale(List<ReadingOrder.Next> kept, ImageReadings train, Whitening whitening,
            Map<Candidate, Normality> models) {
        boolean single = kept.size() == 1;
        Map<Candidate, FittedModel> fitted = new HashMap<>();
        List<FittedReading> readings = new ArrayList<>();
        List<double[]> pooled = new ArrayList<>();
        Map<Candidate, float[]> maps = new HashMap<>();
        for (ReadingOrder.Next next : kept) {
            Reading reading = next.reading();
            Candidate candidate = reading.candidate();
            Normality model = models.get(candidate);
            boolean cells = model.locations() > 1;
            if (single && !cells && settings.evt().fitOn() != FitOn.CROSS) {
                // The paper's detector: nothing asks for cross-fitted distances.
                FittedModel alone = new FittedModel(candidate, model, Optional.empty());
                return new Fitted(new FusedStatistics(List.of(new FittedReading(alone, reading.pooling(),
                    Optional.empty(), next.synthetic())), settings.readings().fusion(), pose), Optional.empty());
            }
            float[] map = maps.computeIfAbsent(candidate, c -> crossFitted(c, train, whitening));
            pooled.add(MapPooling.pool(reading.pooling(), map, model.locations()));
            readings.add(new FittedReading(fitted.computeIfAbsent(candidate, c -> new FittedModel(c, model,
                cells ? Optional.of(LogScale.fit(map)) : Optional.empty())), reading.pooling(),
                single ? Optional.empty() : Optional.of(LogScale.fit(pooled.getLast())), next.synthetic()));
        }
        FusedStatistics statistics = new FusedStatistics(readings, settings.readings().fusion(), pose);
        return new Fitted(statistics, Optional.of(statistics.fuse(pooled)));
    }

    private float[] crossFitted(Candidate candidate, ImageReadings train, Whitening whitening) {
        Folds folds = folds(train);
        return tried.containsKey(candidate) && tried.get(candidate).folds().equals(folds)
            ? tried.get(candidate).maps()
            : CrossFitting.maps(candidate.model(), features(train, candidate), whitening, folds);
    }

    private Folds folds(ImageReadings train) {
        return Folds.toCalibrate(train.count(), settings.readings().folds());
    }

    private static Features features(ImageReadings train, Candidate candidate) {
        return train.features(FeatureSource.of(candidate.source()));
    }
}
