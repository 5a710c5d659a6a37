package org.diffcont.grid;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.diffcont.evaluate.ClassMode;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.Metric;
import org.diffcont.evaluate.RunEvaluation;

/** The figures of a grid's table, of a run after its last experience. */
public enum Figure {
    /** With the class predicted for each image, mean over the classes. */
    MACRO_AUROC("macro AUROC", ofEvaluation(run -> run.last().macro().predicted().auroc())),
    /** With each image's true class. */
    MACRO_AUROC_TRUE_CLASS("true class", ofEvaluation(run -> run.last().macro().truth().auroc())),
    /** Over all images together. */
    POOLED_AUPR("pooled AUPR", ofEvaluation(run -> run.last().pooled().predicted().aupr())),
    /** What the pooled AUPR is by chance. */
    POOLED_AUPR_CHANCE("chance", ofEvaluation(run -> run.last().pooled().predicted().auprChance())),
    /** At the classes' thresholds, over all images together; chance is .5. */
    BALANCED_ACCURACY("balanced acc.", ofEvaluation(run -> run.last().pooled().predicted().balancedAccuracy())),
    /** Share of all normal images called anomalous. */
    FALSE_ALARMS("false alarms", ofEvaluation(run -> run.last().pooled().predicted().falsePositiveRate())),
    /** Of the AUROC with the predicted class; see {@link org.diffcont.evaluate.ResultMatrix#forgetting}. */
    FORGETTING("forgetting", ofEvaluation(run -> run.forgetting().get(Metric.AUROC, ClassMode.PREDICTED))),
    /** Share of images sent to their true class. */
    ROUTING("routing", ofEvaluation(run -> run.last().routingAccuracy())),
    /** Of all experiences together, learning and evaluation. */
    SECONDS("seconds", ofEvaluation(run -> run.experiences().stream().mapToDouble(ExperienceEvaluation::seconds)
        .sum())),
    /** To decode and score one image in a batch. */
    MILLISECONDS_PER_IMAGE("ms an image", result -> result.costs().millisecondsPerImage()),
    /** Most that the process held. */
    PEAK_MEMORY("peak memory", result -> result.costs().peakMemoryBytes() == 0 ? Double.NaN
        : result.costs().peakMemoryBytes()),
    /** What the model keeps from one experience to the next, after the last. */
    BYTES("bytes", RunResult::bytes);

    private final String title;
    private final ToDoubleFunction<RunResult> value;

    Figure(String title, ToDoubleFunction<RunResult> value) {
        this.title = title;
        this.value = value;
    }

    /** A short name for people. */
    public String title() {
        return title;
    }

    /** The name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** This figure of a finished run; NaN where undefined. */
    double of(RunResult result) {
        return value.applyAsDouble(result);
    }

    private static ToDoubleFunction<RunResult> ofEvaluation(ToDoubleFunction<RunEvaluation> value) {
        return result -> value.applyAsDouble(result.evaluation().orElseThrow());
    }
}
