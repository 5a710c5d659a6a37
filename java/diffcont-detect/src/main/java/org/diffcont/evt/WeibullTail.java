package org.diffcont.evt;

import java.util.Objects;

/**
 * The Weibull model of one class's largest normal distances (W_c in the paper). Distances are in the caller's unit,
 * which {@code shift} shares; {@code scale} does too in the paper's form.
 *
 * @param form      how distances enter the distribution
 * @param shape     Weibull shape, above 0
 * @param scale     Weibull scale, above 0
 * @param shift     the smallest distance of the tail (libMR's s0); 0 in the paper's form
 * @param tailCount number of distances the tail was fitted on, at least 1
 */
public record WeibullTail(TailForm form, double shape, double scale, double shift, int tailCount) {

    public WeibullTail {
        Objects.requireNonNull(form, "form");
        if (!(shape > 0 && Double.isFinite(shape) && scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException("Weibull shape and scale must be positive and finite, got shape "
                    + shape + ", scale " + scale);
        }
        if (!Double.isFinite(shift) || form == TailForm.PAPER && shift != 0) {
            throw new IllegalArgumentException("tail shift must be finite, and 0 in the paper's form, got " + shift);
        }
        if (tailCount < 1) {
            throw new IllegalArgumentException("a tail has at least 1 point, got " + tailCount);
        }
    }

    /**
     * The Weibull CDF: how far out in the class's tail a distance lies, in [0, 1]. It reaches exactly 1 once
     * {@link #logSurvival} passes about 37, so rank by that, and show this.
     */
    public double outlierProbability(double distance) {
        return -Math.expm1(-logSurvival(distance));
    }

    /**
     * {@code -log(1 - s)} = (v/scale)^shape, in [0, infinity]: the same order as {@link #outlierProbability} without
     * its ceiling. It is 0 below the tail in libMR's form, and overflows only where (v/scale)^shape passes 1e308.
     */
    public double logSurvival(double distance) {
        if (Double.isNaN(distance)) {
            throw new IllegalArgumentException("distance is NaN");
        }
        double value = translated(distance);
        return value <= 0 ? 0 : Math.pow(value / scale, shape);
    }

    /**
     * The distance whose {@link #outlierProbability} is {@code probability}.
     *
     * @param probability in [0, 1]; 1 gives infinity
     */
    public double inverse(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability is in [0, 1], got " + probability);
        }
        return inverseLogSurvival(-Math.log1p(-probability));
    }

    /**
     * The distance whose {@link #logSurvival} is {@code logSurvival}; unlike {@link #inverse}, exact far out too.
     *
     * @param logSurvival in [0, infinity]
     */
    public double inverseLogSurvival(double logSurvival) {
        if (!(logSurvival >= 0)) {
            throw new IllegalArgumentException("a log-survival is at least 0, got " + logSurvival);
        }
        double value = scale * Math.pow(logSurvival, 1 / shape);
        return form == TailForm.LIBMR ? value - 1 + shift : value;
    }

    private double translated(double distance) {
        return form == TailForm.LIBMR ? distance - shift + 1 : distance;
    }
}
