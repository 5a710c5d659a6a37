package org.diffcont.report;

import java.util.List;
import org.diffcont.evaluate.ClassMode;
import org.diffcont.evaluate.Interval;
import org.diffcont.evaluate.Metric;
import org.diffcont.evaluate.Metrics;
import org.diffcont.evaluate.RunEvaluation;

/**
 * The figures that say whether a run is worth anything, each beside what "everything is anomalous" gets on the same
 * images.
 *
 * @param rows the figures, those that need no threshold first
 */
record Headline(List<Row> rows) {
    private static final String TWO_KINDS = "needs normal and anomalous test images";
    private static final String NORMALS = "no normal test images";
    private static final String ANOMALOUS = "no anomalous test images";
    private static final String OLD = "needs a second experience";
    private static final String NO_ROUTING = "it chooses no class";
    private static final String TRUE_GIVEN = "the true class is given";

    /** Which way is better. */
    enum Better { HIGHER, LOWER }

    /**
     * One figure.
     *
     * @param key       its name in files
     * @param predicted with the class that the detector chose: what a user gets
     * @param truth     with the true class
     * @param trivial   what "everything is anomalous" gets
     * @param meaning   in plain words
     */
    record Row(String name, String key, Better better, Value predicted, Value truth, Value trivial, String meaning) {
    }

    static Headline of(RunEvaluation run) {
        Metrics trivial = run.trivial().pooled();
        return new Headline(List.of(
            new Row("Macro AUROC", "macro_auroc", Better.HIGHER, auroc(run, ClassMode.PREDICTED),
                auroc(run, ClassMode.TRUE), Value.of(run.trivial().macro().auroc(), TWO_KINDS),
                "How often a defective image scores above a normal one of its class, mean over the classes. "
                    + "Guessing gives 0.5."),
            new Row("Pooled AUPR", "pooled_aupr", Better.HIGHER, aupr(run, ClassMode.PREDICTED),
                aupr(run, ClassMode.TRUE), Value.of(trivial.aupr(), TWO_KINDS),
                "Average precision over all images together. Guessing gives the share of anomalous images, "
                    + Value.text(trivial.auprChance()) + "."),
            pooled(run, "Accuracy", "accuracy", Better.HIGHER, Metrics::accuracy, "no test images",
                "Share of right decisions at the thresholds. Rises with the share of defects, whatever the detector."),
            pooled(run, "F1", "f1", Better.HIGHER, Metrics::f1, ANOMALOUS,
                "Flatters a detector that calls everything anomalous; read it beside that row."),
            pooled(run, "Balanced accuracy", "balanced_accuracy", Better.HIGHER, Metrics::balancedAccuracy, TWO_KINDS,
                "Mean of the share of defects found and the share of normal images left alone. Guessing gives 0.5."),
            pooled(run, "False alarms", "false_alarms", Better.LOWER, Metrics::falsePositiveRate, NORMALS,
                "Share of normal images called anomalous."),
            pooled(run, "Detected", "detected", Better.HIGHER, Metrics::truePositiveRate, ANOMALOUS,
                "Share of anomalous images called anomalous."),
            new Row("Routing accuracy", "routing_accuracy", Better.HIGHER,
                Value.of(run.last().routingAccuracy(), "no test images"), Value.none(TRUE_GIVEN),
                Value.none(NO_ROUTING), "Share of images sent to their true class."),
            new Row("Forgetting", "forgetting_auroc", Better.LOWER, forgetting(run, ClassMode.PREDICTED),
                forgetting(run, ClassMode.TRUE), Value.none("it learns nothing"),
                "AUROC that earlier classes have lost since their best, mean over them.")));
    }

    Row row(String key) {
        return rows.stream().filter(row -> row.key().equals(key)).findFirst().orElseThrow();
    }

    private static Value auroc(RunEvaluation run, ClassMode mode) {
        return Value.of(run.last().macro().get(mode).auroc(), run.last().intervals().macro().get(mode).auroc(),
            TWO_KINDS);
    }

    private static Value aupr(RunEvaluation run, ClassMode mode) {
        Interval interval = run.last().intervals().pooled().get(mode).aupr();
        return Value.of(run.last().pooled().get(mode).aupr(), interval, TWO_KINDS);
    }

    private static Value forgetting(RunEvaluation run, ClassMode mode) {
        return Value.of(run.forgetting().get(Metric.AUROC, mode), OLD);
    }

    private static Row pooled(RunEvaluation run, String name, String key, Better better,
            java.util.function.ToDoubleFunction<Metrics> metric, String undefined, String meaning) {
        return new Row(name, key, better,
            Value.of(metric.applyAsDouble(run.last().pooled().predicted()), undefined),
            Value.of(metric.applyAsDouble(run.last().pooled().truth()), undefined),
            Value.of(metric.applyAsDouble(run.trivial().pooled()), undefined), meaning);
    }
}
