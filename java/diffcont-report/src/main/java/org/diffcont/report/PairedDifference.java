package org.diffcont.report;

import java.util.List;
import java.util.Map;
import org.diffcont.evaluate.ClassEvaluation;
import org.diffcont.evaluate.PairedBootstrap;

/**
 * A run's AUROC minus the first run's, class by class: the classes' own difficulty cancels.
 *
 * @param name       the run
 * @param perClass   a difference a class, in the order of the classes given; NaN where either is undefined
 * @param mean       over the defined ones, with a percentile bootstrap interval over the classes
 */
record PairedDifference(String name, List<Double> perClass, Value mean) {
    static PairedDifference of(String name, RunData run, RunData first, List<String> classes) {
        Map<String, ClassEvaluation> ours = run.evaluation().experiences().getLast().perClass();
        Map<String, ClassEvaluation> theirs = first.evaluation().experiences().getLast().perClass();
        List<Double> differences = classes.stream()
            .map(c -> ours.get(c).predicted().auroc() - theirs.get(c).predicted().auroc()).toList();
        return new PairedDifference(name, differences, mean(differences));
    }

    static Value mean(List<Double> differences) {
        PairedBootstrap bootstrap = PairedBootstrap.of(new double[][] {
            differences.stream().mapToDouble(d -> d).toArray()});
        return bootstrap.classes() == 0 ? Value.none("no class that both runs define")
            : Value.of(bootstrap.mean(), bootstrap.interval(), "");
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
