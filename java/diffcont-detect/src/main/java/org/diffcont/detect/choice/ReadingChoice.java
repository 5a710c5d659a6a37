package org.diffcont.detect.choice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.diffcont.config.Candidate;
import org.diffcont.config.Reading;
import org.diffcont.config.ReadingsSettings.Fusion;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.normality.SyntheticResult;

/**
 * Which readings a class should use: first those that every class has, then the best by synthetic defects alone; no
 * real defect and no test image is seen. The next reading is the one that, fused with those chosen before, best tells
 * the defects from the normal images, so that a reading is taken for what it adds: by the order of all images (AUROC),
 * and by the defects found where no more false alarms are raised than the class's threshold will allow (partial AUROC),
 * both added. Of equal ones it is one of a candidate not yet taken, then the first given.
 */
public final class ReadingChoice implements ReadingOrder {
    /**
     * What a reading makes of images that its statistics did not see.
     *
     * @param normals  distances of normal images, at least 2
     * @param defects  distances of synthetic defective versions of them
     */
    public record Trial(Reading reading, double[] normals, double[] defects) {
    }

    /** A trial's distances on the scale on which readings are fused. */
    private record Scaled(Reading reading, double[] normals, double[] defects) {
        static Scaled of(Trial trial) {
            LogScale scale = LogScale.fit(trial.normals);
            return new Scaled(trial.reading, Arrays.stream(trial.normals).map(scale::z).toArray(),
                Arrays.stream(trial.defects).map(scale::z).toArray());
        }
    }

    private final List<Scaled> trials;
    private final List<Reading> always;
    private final Fusion fusion;
    private final double falseAlarms;

    /**
     * @param always       readings that are taken first; what they see does not count when others are chosen, for a
     *                     synthetic defect that they find says little about the real ones that they miss
     * @param falseAlarms  rate of the class's threshold, in (0, 1)
     */
    public ReadingChoice(List<Trial> trials, List<Reading> always, Fusion fusion, double falseAlarms) {
        this.always = List.copyOf(always);
        this.trials = trials.stream().map(Scaled::of).toList();
        this.fusion = fusion;
        this.falseAlarms = falseAlarms;
    }

    @Override
    public Optional<Next> after(List<Reading> taken, Set<Candidate> without) {
        Optional<Reading> given = ReadingOrder.firstOf(always, taken, without);
        if (given.isPresent()) {
            return given.map(reading -> next(taken,
                trials.stream().filter(t -> t.reading.equals(reading)).findFirst().orElseThrow()));
        }
        List<Scaled> fused = new ArrayList<>(trials.stream()
            .filter(t -> taken.contains(t.reading) && !always.contains(t.reading)).toList());
        Scaled best = null;
        double bestWorth = 0;
        for (Scaled trial : trials) {
            if (taken.contains(trial.reading) || always.contains(trial.reading)
                    || without.contains(trial.reading.candidate())) {
                continue;
            }
            fused.add(trial);
            double worth = worth(separation(fused));
            fused.removeLast();
            if (best == null || worth > bestWorth
                    || worth == bestWorth && isNew(trial, taken) && !isNew(best, taken)) {
                best = trial;
                bestWorth = worth;
            }
        }
        return Optional.ofNullable(best).map(trial -> next(taken, trial));
    }

    /** With what it makes of the synthetic defects alone, and what all that are taken find together. */
    private Next next(List<Reading> taken, Scaled trial) {
        List<Scaled> all = Stream.concat(trials.stream().filter(t -> taken.contains(t.reading)), Stream.of(trial))
            .toList();
        return new Next(trial.reading, Optional.of(new SyntheticResult(separation(List.of(trial)).auroc(),
            separation(all).found(falseAlarms), falseAlarms)));
    }

    private static boolean isNew(Scaled trial, List<Reading> taken) {
        return taken.stream().noneMatch(t -> t.candidate().equals(trial.reading.candidate()));
    }

    private double worth(Separation separation) {
        return separation.auroc() + separation.partialAuroc(falseAlarms);
    }

    private Separation separation(List<Scaled> fused) {
        return new Separation(FusedStatistics.fuse(fusion, fused.stream().map(Scaled::normals).toList()),
            FusedStatistics.fuse(fusion, fused.stream().map(Scaled::defects).toList()));
    }
}
