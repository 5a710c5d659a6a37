package org.diffcont.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.diffcont.config.Candidate;
import org.diffcont.config.PooledCandidate;
import org.diffcont.evaluate.RankingMetrics;

/** Which readings a class should use, by synthetic defects alone: no real defect and no test image is seen. */
final class ReadingChoice {
    private ReadingChoice() {
    }

    /**
     * What a reading makes of images that its statistics did not see.
     *
     * @param normals  distances of normal images
     * @param defects  distances of synthetic defective versions of them
     */
    record Trial(PooledCandidate reading, double[] normals, double[] defects) {
    }

    /** A reading and why it stands where it does: how well it told the defects from the normal images. */
    record Ranked(PooledCandidate reading, OptionalDouble syntheticAuroc) {
    }

    /**
     * All readings: first the best of each candidate, then the others, each part best first; of equal ones the first
     * given. Readings that differ in pooling only say nearly the same, and one that is wrong about a product is less
     * harmful among different ones.
     */
    static List<Ranked> rank(List<Trial> trials) {
        List<Ranked> ranked = trials.stream().map(t -> new Ranked(t.reading, OptionalDouble.of(auroc(t))))
            .sorted(Comparator.comparingDouble((Ranked r) -> r.syntheticAuroc.getAsDouble()).reversed()).toList();
        Set<Candidate> seen = new HashSet<>();
        List<Ranked> first = new ArrayList<>();
        List<Ranked> rest = new ArrayList<>();
        for (Ranked r : ranked) {
            (seen.add(r.reading.candidate()) ? first : rest).add(r);
        }
        first.addAll(rest);
        return first;
    }

    private static double auroc(Trial trial) {
        double[] scores = Arrays.copyOf(trial.normals, trial.normals.length + trial.defects.length);
        System.arraycopy(trial.defects, 0, scores, trial.normals.length, trial.defects.length);
        boolean[] anomalous = new boolean[scores.length];
        Arrays.fill(anomalous, trial.normals.length, scores.length, true);
        return RankingMetrics.auroc(scores, anomalous);
    }
}
