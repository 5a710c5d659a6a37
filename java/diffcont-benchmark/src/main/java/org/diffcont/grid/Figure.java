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
    MACRO_AUROC("macro AUROC", Unit.SHARE, ofEvaluation(run -> run.last().macro().predicted().auroc())),
    /** With each image's true class. */
    MACRO_AUROC_TRUE_CLASS("true class", Unit.SHARE, ofEvaluation(run -> run.last().macro().truth().auroc())),
    /** Over all images together. */
    POOLED_AUPR("pooled AUPR", Unit.SHARE, ofEvaluation(run -> run.last().pooled().predicted().aupr())),
    /** What the pooled AUPR is by chance. */
    POOLED_AUPR_CHANCE("chance", Unit.CONSTANT, ofEvaluation(run -> run.last().pooled().predicted().auprChance())),
    /** At the classes' thresholds, over all images together; chance is .5. */
    BALANCED_ACCURACY("balanced acc.", Unit.SHARE, ofEvaluation(run -> run.last().pooled().predicted()
        .balancedAccuracy())),
    /** Share of all normal images called anomalous. */
    FALSE_ALARMS("false alarms", Unit.SHARE, ofEvaluation(run -> run.last().pooled().predicted().falsePositiveRate())),
    /** Of the AUROC with the predicted class; see {@link org.diffcont.evaluate.ResultMatrix#forgetting}. */
    FORGETTING("forgetting", Unit.SHARE, ofEvaluation(run -> run.forgetting().get(Metric.AUROC, ClassMode.PREDICTED))),
    /** Share of images sent to their true class. */
    ROUTING("routing", Unit.SHARE, ofEvaluation(run -> run.last().routingAccuracy())),
    /** Of all experiences together, learning and evaluation. */
    SECONDS("seconds", Unit.TIME, ofEvaluation(run -> run.experiences().stream()
        .mapToDouble(ExperienceEvaluation::seconds).sum())),
    /** To decode and score one image in a batch. */
    MILLISECONDS_PER_IMAGE("ms an image", Unit.TIME, result -> result.costs().millisecondsPerImage()),
    /** Most that the process held. */
    PEAK_MEMORY("peak memory", Unit.BYTES, result -> result.costs().peakMemoryBytes() == 0 ? Double.NaN
        : result.costs().peakMemoryBytes()),
    /** What the model keeps from one experience to the next, after the last. */
    BYTES("bytes", Unit.BYTES, RunResult::bytes);

    /** What a figure is a number of. */
    public enum Unit {
        /** Of one, with a deviation over runs. */
        SHARE,
        /** Of one, the same in all runs on the same images. */
        CONSTANT,
        /** Seconds or milliseconds, as the title says. */
        TIME,
        /** On disk or in memory. */
        BYTES
    }

    private final String title;
    private final Unit unit;
    private final ToDoubleFunction<RunResult> value;

    Figure(String title, Unit unit, ToDoubleFunction<RunResult> value) {
        this.title = title;
        this.unit = unit;
        this.value = value;
    }

    /** A short name for people. */
    public String title() {
        return title;
    }

    /** What it is a number of. */
    public Unit unit() {
        return unit;
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
