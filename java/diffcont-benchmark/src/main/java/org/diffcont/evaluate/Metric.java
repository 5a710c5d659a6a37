package org.diffcont.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.function.ToDoubleFunction;

/** The metrics followed over experiences; for all of them higher is better. */
public enum Metric {
    @JsonProperty("auroc") AUROC(Metrics::auroc),
    @JsonProperty("aupr") AUPR(Metrics::aupr),
    @JsonProperty("accuracy") ACCURACY(Metrics::accuracy),
    @JsonProperty("f1") F1(Metrics::f1),
    @JsonProperty("balanced_accuracy") BALANCED_ACCURACY(Metrics::balancedAccuracy);

    private final ToDoubleFunction<Metrics> value;

    Metric(ToDoubleFunction<Metrics> value) {
        this.value = value;
    }

    /** This metric's value; NaN where undefined. */
    public double of(Metrics metrics) {
        return value.applyAsDouble(metrics);
    }
}
