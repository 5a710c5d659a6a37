package org.diffcont.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.diffcont.evaluate.ClassEvaluation;
import org.diffcont.evaluate.Interval;

/**
 * A run's AUROC minus the first run's, class by class: the classes' own difficulty cancels.
 *
 * @param name       the run
 * @param perClass   a difference a class, in the order of the classes given; NaN where either is undefined
 * @param mean       over the defined ones, with a percentile bootstrap interval over the classes
 */
record PairedDifference(String name, List<Double> perClass, Value mean) {
    private static final int RESAMPLES = 10_000;
    private static final double LEVEL = 0.95;
    private static final int FEWEST = 2;

    static PairedDifference of(String name, RunData run, RunData first, List<String> classes) {
        Map<String, ClassEvaluation> ours = run.evaluation().experiences().getLast().perClass();
        Map<String, ClassEvaluation> theirs = first.evaluation().experiences().getLast().perClass();
        List<Double> differences = classes.stream()
            .map(c -> ours.get(c).predicted().auroc() - theirs.get(c).predicted().auroc()).toList();
        return new PairedDifference(name, differences, mean(differences));
    }

    static Value mean(List<Double> differences) {
        double[] defined = differences.stream().mapToDouble(d -> d).filter(d -> !Double.isNaN(d)).toArray();
        if (defined.length == 0) {
            return Value.none("no class that both runs define");
        }
        double mean = Arrays.stream(defined).average().orElseThrow();
        if (defined.length < FEWEST) {
            return Value.of(mean, "");
        }
        SplittableRandom random = new SplittableRandom(0);
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            for (int i = 0; i < defined.length; i++) {
                means[r] += defined[random.nextInt(defined.length)] / defined.length;
            }
        }
        return Value.of(mean, Interval.percentile(means, LEVEL), "");
    }

    /** What the interval says, in words. */
    String verdict() {
        if (!mean.hasInterval()) {
            return "too few classes to say";
        }
        if (mean.interval().low() > 0) {
            return "better";
        }
        return mean.interval().high() < 0 ? "worse" : "no clear difference";
    }
}
