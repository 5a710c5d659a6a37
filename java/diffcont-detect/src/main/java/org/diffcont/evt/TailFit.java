package org.diffcont.evt;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.diffcont.evt.TailFitException.Reason;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;
import org.hipparchus.exception.MathRuntimeException;

/** Fits a Weibull to the largest distances of a class by maximum likelihood. */
public final class TailFit {
    /** Below this range of the tail's logarithms the shape passes about 1e9, and rounding of the scale rules s. */
    private static final double SMALLEST_LOG_RANGE = 1e-9;
    private static final double ACCURACY = 1e-15;
    private static final int MAX_EVALUATIONS = 500;

    private TailFit() {
    }

    /**
     * Fits the tail of a class's normal distances.
     *
     * @param distances distances of normal images, in any order, at least 2; they are not changed
     * @param settings  which of them form the tail, and the form
     * @throws TailFitException fewer than 2 distances; a distance that is not finite; equal distances in the tail; in
     *                          the paper's form, a tail that holds a distance of zero or below, where the likelihood
     *                          is 0 or infinite whatever the parameters
     */
    public static WeibullTail fit(double[] distances, TailSettings settings) {
        double[] tail = tail(distances, settings);
        if (tail.length < 2) {
            throw new TailFitException(Reason.TOO_FEW_POINTS,
                    "a tail needs at least 2 distances, there are " + tail.length);
        }
        double shift = shift(tail, settings.form());
        double[] logs = logarithms(tail, settings.form());
        // Ascending, so the ends are the extremes. Everything is relative to the largest: no power can overflow.
        double largest = logs[logs.length - 1];
        double range = largest - logs[0];
        if (!(range > SMALLEST_LOG_RANGE)) {
            throw new TailFitException(Reason.ZERO_RANGE,
                    "the " + tail.length + " largest distances are equal (" + tail[0] + " to "
                            + tail[tail.length - 1] + "), so they have no tail");
        }
        double[] u = DoubleStream.of(logs).map(log -> (log - largest) / range).toArray();
        double sigma = solve(u);
        double meanPower = DoubleStream.of(u).map(x -> Math.exp(x / sigma)).sum() / u.length;
        double scale = Math.exp(range * sigma * Math.log(meanPower) + largest);
        double shape = 1 / (range * sigma);
        if (!(scale > 0 && Double.isFinite(scale) && shape > 0 && Double.isFinite(shape))) {
            throw new TailFitException(Reason.NO_CONVERGENCE,
                    "the fit left double precision: shape " + shape + ", scale " + scale);
        }
        return new WeibullTail(settings.form(), shape, scale, shift, tail.length);
    }

    /** The largest distances, ascending. */
    private static double[] tail(double[] distances, TailSettings settings) {
        for (double distance : distances) {
            if (!Double.isFinite(distance)) {
                throw new TailFitException(Reason.NOT_FINITE, "a distance is not finite: " + distance);
            }
        }
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        return Arrays.copyOfRange(sorted, sorted.length - settings.tailCount(sorted.length), sorted.length);
    }

    private static double shift(double[] tail, TailForm form) {
        return form == TailForm.LIBMR ? tail[0] : 0;
    }

    private static double[] logarithms(double[] tail, TailForm form) {
        if (form == TailForm.LIBMR) {
            return DoubleStream.of(tail).map(d -> Math.log1p(d - tail[0])).toArray();
        }
        if (tail[0] <= 0) {
            throw new TailFitException(Reason.NOT_POSITIVE,
                    "the paper's form needs distances above zero, the tail holds " + tail[0]);
        }
        return DoubleStream.of(tail).map(Math::log).toArray();
    }

    /**
     * The root of {@code sigma + mean(u) - sum(u e^(u/sigma)) / sum(e^(u/sigma))}, the Weibull's likelihood equation
     * in sigma = 1/(shape · range); u ascends from -1 to 0.
     */
    private static double solve(double[] u) {
        double mean = DoubleStream.of(u).average().orElseThrow();
        UnivariateFunction equation = sigma -> {
            double weights = 0;
            double weighted = 0;
            for (double x : u) {
                double weight = Math.exp(x / sigma);
                weights += weight;
                weighted += x * weight;
            }
            return sigma + mean - weighted / weights;
        };
        // The weighted mean lies in [mean, 0]: at -mean the equation is at least 0, and towards 0 it tends to mean < 0.
        double high = -mean;
        double low = high / 2;
        while (equation.value(low) >= 0) {
            high = low;
            low /= 2;
        }
        if (equation.value(high) == 0) {
            return high;
        }
        try {
            return new BracketingNthOrderBrentSolver(ACCURACY, ACCURACY, ACCURACY, 5)
                    .solve(MAX_EVALUATIONS, equation, low, high);
        } catch (MathRuntimeException e) {
            throw new TailFitException(Reason.NO_CONVERGENCE,
                    "the Weibull's shape was not found: " + e.getMessage(), e);
        }
    }
}
