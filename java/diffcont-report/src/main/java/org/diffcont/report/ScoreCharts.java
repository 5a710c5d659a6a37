package org.diffcont.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.diffcont.detect.FittedTail;
import org.diffcont.evaluate.ScoredImage;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.WeibullTail;
import org.diffcont.report.Chart.Axis;
import org.diffcont.report.Chart.Marker;
import org.diffcont.report.Chart.Series;
import org.diffcont.report.Chart.Style;

/** Charts of one class's scores: how they lie around the threshold, and how well the tail fits. */
final class ScoreCharts {
    private static final int BINS = 24;
    private static final int CURVE_POINTS = 60;
    /** The histogram reaches this many times as far above its lowest score as the normal images do. */
    private static final double REACH = 2.5;
    /** From this factor between distances on they need a logarithmic axis. */
    private static final double WIDE = 30;
    private static final double ROUNDING = 1e-12;

    private ScoreCharts() {
    }

    /** Distances of a class's test images, normal and anomalous, with its threshold and tail; empty without images. */
    static Optional<Chart> histogram(RunData run, String className, String id) {
        List<ScoredImage> images = run.imagesOf(className).toList();
        if (images.isEmpty()) {
            return Optional.empty();
        }
        double threshold = images.getFirst().truth().threshold();
        double[] normal = distances(images, image -> !image.anomalous());
        double[] anomalous = distances(images, ScoredImage::anomalous);
        double low = DoubleStream.concat(Arrays.stream(normal), Arrays.stream(anomalous)).min().orElseThrow();
        double high = DoubleStream.concat(Arrays.stream(normal), Arrays.stream(anomalous)).max().orElseThrow();
        Bins bins = Bins.of(low, high, Math.max(threshold, Arrays.stream(normal).max().orElse(threshold)));
        int[] normalCounts = bins.counts(normal);
        int[] anomalousCounts = bins.counts(anomalous);
        List<Series> series = new ArrayList<>(List.of(
            new Series("normal images", Style.AREA, bins.outline(normalCounts)),
            new Series("anomalous images", Style.AREA, bins.outline(anomalousCounts))));
        FittedTail tail = run.tail(className).orElse(null);
        if (tail != null && normal.length > 0) {
            List<double[]> density = density(tail, normal.length, bins);
            if (!density.isEmpty()) {
                series.add(new Series("fitted Weibull tail", Style.LINE, density));
            }
        }
        long beyond = Arrays.stream(anomalous).filter(d -> d > bins.edge(BINS) * (1 + ROUNDING)).count();
        String summary = String.format(Locale.ROOT, "%d normal images lie between %s and %s, %d anomalous ones between "
            + "%s and %s; the threshold is %s.%s", normal.length, lowest(normal), highest(normal), anomalous.length,
            lowest(anomalous), highest(anomalous), Value.significant(threshold),
            beyond > 0 ? " The last bar also counts the " + beyond + " anomalous images beyond it." : "");
        return Optional.of(new Chart("histogram-" + id, "Distances of " + className + "'s test images", summary,
            new Axis("distance to the class", null, null, false, bins.logarithmic()),
            new Axis("images", 0.0, null, true), series, List.of(new Marker("threshold", "x", threshold)),
            table(normalCounts, anomalousCounts, bins)));
    }

    /** Observed against fitted quantiles of a class's tail; empty where the run does not hold them. */
    static Optional<Chart> tail(RunData run, String className, String id) {
        FittedTail fitted = run.tail(className).orElse(null);
        if (fitted == null || fitted.distances().length == 0) {
            return Optional.empty();
        }
        double[] sorted = new double[fitted.distances().length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = fitted.distances()[i];
        }
        Arrays.sort(sorted);
        int count = Math.min(fitted.tail().tailCount(), sorted.length);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(new double[] {fitted.tail().inverse((i + 0.5) / count), sorted[sorted.length - count + i]});
        }
        double low = Math.min(points.getFirst()[0], points.getFirst()[1]);
        double high = Math.max(points.getLast()[0], points.getLast()[1]);
        Series observed = new Series("tail of the normal images", Style.POINTS, points);
        Series line = new Series("a perfect fit", Style.LINE, List.of(new double[] {low, low},
            new double[] {high, high}));
        double worst = points.stream().mapToDouble(p -> Math.abs(p[0] - p[1])).max().orElse(0);
        return Optional.of(new Chart("tail-" + id, "Q–Q plot of " + className + "'s tail",
            String.format(Locale.ROOT, "%d points; the farthest lies %s from its place, the tail reaches from %s to "
                + "%s. Points on the line mean that the Weibull describes the tail.", count, Value.significant(worst),
                Value.significant(points.getFirst()[1]), Value.significant(points.getLast()[1])),
            Axis.of("quantile of the fitted Weibull"), Axis.of("distance observed"), List.of(observed, line), List.of(),
            Chart.Grid.of("fitted", List.of(new Series("observed", Style.POINTS, points)))));
    }

    /**
     * How many of {@code images} normal images the tail expects in a bin around each distance, from its smallest on.
     * The tail is fitted to the largest share of the normal images alone, so its density counts by that share.
     */
    private static List<double[]> density(FittedTail fitted, int images, Bins bins) {
        WeibullTail tail = fitted.tail();
        double share = (double) tail.tailCount() / Math.max(tail.tailCount(), fitted.distances().length);
        double start = tail.form() == TailForm.LIBMR ? tail.shift() : smallest(fitted);
        double end = bins.edge(BINS);
        Bins steps = new Bins(start, end, CURVE_POINTS, bins.logarithmic());
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i <= CURVE_POINTS && end > start; i++) {
            double at = steps.edge(i);
            points.add(new double[] {at,
                images * bins.width(at) * share * density(tail, at) / (1 - tail.outlierProbability(start))});
        }
        return points;
    }

    private static double smallest(FittedTail fitted) {
        float[] sorted = fitted.distances().clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, sorted.length - fitted.tail().tailCount())];
    }

    private static double density(WeibullTail tail, double distance) {
        double value = tail.form() == TailForm.LIBMR ? distance - tail.shift() + 1 : distance;
        double log = tail.logSurvival(distance);
        return value <= 0 ? 0 : tail.shape() / value * log * Math.exp(-log);
    }

    /** Bins of a histogram between two distances: equally wide, or wider by an equal factor each. */
    private record Bins(double low, double high, int count, boolean logarithmic) {
        /** @param nearby the largest distance that must be told apart from the lowest */
        static Bins of(double low, double high, double nearby) {
            if (low > 0 && nearby / low > WIDE) {
                return new Bins(low, Math.max(high, nearby), BINS, true);
            }
            double end = Math.min(high, low + REACH * (nearby - low));
            return new Bins(low, end > low ? end : Math.max(high, low + 1), BINS, false);
        }

        double edge(int index) {
            double share = (double) index / count;
            return logarithmic ? low * Math.pow(high / low, share) : low + (high - low) * share;
        }

        /** Width of a bin around a distance. */
        double width(double distance) {
            return logarithmic ? distance * Math.log(high / low) / count : (high - low) / count;
        }

        int[] counts(double[] distances) {
            int[] counts = new int[count];
            for (double distance : distances) {
                double share = logarithmic ? Math.log(distance / low) / Math.log(high / low)
                    : (distance - low) / (high - low);
                counts[Math.clamp((int) (share * count), 0, count - 1)]++;
            }
            return counts;
        }

        List<double[]> outline(int[] counts) {
            List<double[]> points = new ArrayList<>(List.of(new double[] {edge(0), 0}));
            for (int bin = 0; bin < count; bin++) {
                points.add(new double[] {edge(bin), counts[bin]});
                points.add(new double[] {edge(bin + 1), counts[bin]});
            }
            points.add(new double[] {edge(count), 0});
            return points;
        }
    }

    private static Chart.Grid table(int[] normal, int[] anomalous, Bins bins) {
        List<List<String>> rows = new ArrayList<>();
        for (int bin = 0; bin < normal.length; bin++) {
            if (normal[bin] + anomalous[bin] > 0) {
                rows.add(List.of(Value.significant(bins.edge(bin)), Integer.toString(normal[bin]),
                    Integer.toString(anomalous[bin])));
            }
        }
        return new Chart.Grid(List.of("distance from", "normal images", "anomalous images"), rows);
    }

    private static double[] distances(List<ScoredImage> images, Predicate<ScoredImage> kind) {
        return images.stream().filter(kind).mapToDouble(image -> image.truth().distance()).toArray();
    }

    private static String lowest(double[] values) {
        return Value.significant(Arrays.stream(values).min().orElse(Double.NaN));
    }

    private static String highest(double[] values) {
        return Value.significant(Arrays.stream(values).max().orElse(Double.NaN));
    }
}
