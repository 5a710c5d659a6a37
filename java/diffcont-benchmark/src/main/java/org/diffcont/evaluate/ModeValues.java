package org.diffcont.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * One number per metric, in both class modes.
 *
 * @param predicted with the class the detector chose
 * @param truth     with the true class; {@code true} in JSON
 */
public record ModeValues(Map<Metric, Double> predicted, @JsonProperty("true") Map<Metric, Double> truth) {

    public ModeValues {
        predicted = Collections.unmodifiableMap(new EnumMap<>(predicted));
        truth = Collections.unmodifiableMap(new EnumMap<>(truth));
    }

    static ModeValues of(BiFunction<Metric, ClassMode, Double> value) {
        Map<Metric, Double> predicted = new EnumMap<>(Metric.class);
        Map<Metric, Double> truth = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            predicted.put(metric, value.apply(metric, ClassMode.PREDICTED));
            truth.put(metric, value.apply(metric, ClassMode.TRUE));
        }
        return new ModeValues(predicted, truth);
    }

    /** The number of one metric in one class mode; NaN where undefined. */
    public double get(Metric metric, ClassMode mode) {
        return (mode == ClassMode.PREDICTED ? predicted : truth).get(metric);
    }
}
