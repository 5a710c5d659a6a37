package org.diffcont.evaluate;

/** Confidence intervals of the metrics that lead. */
public record MetricIntervals(Interval auroc, Interval aupr) {
}
