package org.diffcont.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The same images in both class modes.
 *
 * @param predicted with the class the detector chose
 * @param truth     with the true class; {@code true} in JSON
 */
public record ModeMetrics(Metrics predicted, @JsonProperty("true") Metrics truth) {

    static ModeMetrics of(List<ScoredImage> images) {
        return new ModeMetrics(Metrics.of(images, ClassMode.PREDICTED), Metrics.of(images, ClassMode.TRUE));
    }

    static ModeMetrics mean(List<ClassEvaluation> classes) {
        return new ModeMetrics(Metrics.mean(classes.stream().map(ClassEvaluation::predicted).toList()),
                Metrics.mean(classes.stream().map(ClassEvaluation::truth).toList()));
    }

    public Metrics get(ClassMode mode) {
        return mode == ClassMode.PREDICTED ? predicted : truth;
    }
}
