package org.diffcont.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chart as data: the page's script draws it, a table below says the same.
 *
 * @param id      unique in the page; letters, digits and hyphens
 * @param caption what it shows, one line
 * @param summary its message in words, for who cannot see it
 * @param points  table of the same figures
 */
record Chart(String id, String caption, String summary, Axis x, Axis y, List<Series> series, List<Marker> markers,
        Grid points) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param min         lower end; null to fit the data
     * @param max         upper end; null to fit the data
     * @param whole       whether only whole numbers make sense
     * @param logarithmic whether equal steps are equal factors
     */
    record Axis(String name, Double min, Double max, boolean whole, boolean logarithmic) {
        Axis(String name, Double min, Double max, boolean whole) {
            this(name, min, max, whole, false);
        }

        static Axis of(String name) {
            return new Axis(name, null, null, false);
        }

        static Axis share(String name) {
            return new Axis(name, 0.0, 1.0, false);
        }
    }

    /** How a series is drawn. */
    enum Style {
        LINE, POINTS,
        /** A line whose points were measured, and are marked as far as there is room. */
        CURVE,
        /** Filled down to zero: its points are a histogram's outline. */
        AREA
    }

    /**
     * @param points x, y pairs by x
     * @param band   x, lowest and highest y by x, of several lines that this one is the mean of; empty for none
     */
    record Series(String name, Style style, List<double[]> points, List<double[]> band) {
        Series(String name, Style style, List<double[]> points) {
            this(name, style, points, List.of());
        }
    }

    /** A straight line across the chart at one value of an axis ("x" or "y"). */
    record Marker(String name, String axis, double value) {
    }

    /** A table: heads of its columns and its cells as text. */
    record Grid(List<String> head, List<List<String>> rows) {
        /** One row an x, one column a series; for series that share their x. */
        static Grid of(String x, List<Series> series) {
            List<String> head = new ArrayList<>(List.of(x));
            series.forEach(one -> head.add(one.name()));
            List<List<String>> rows = new ArrayList<>();
            for (int i = 0; i < series.getFirst().points().size(); i++) {
                List<String> row = new ArrayList<>(List.of(Value.significant(series.getFirst().points().get(i)[0])));
                for (Series one : series) {
                    row.add(Value.significant(one.points().get(i)[1]));
                }
                rows.add(row);
            }
            return new Grid(head, rows);
        }
    }

    /** The part of a chart that is drawn. */
    private record Drawing(Axis x, Axis y, List<Series> series, List<Marker> markers) {
    }

    /** What the script draws from; safe inside a script element. */
    String json() {
        try {
            return JSON.writeValueAsString(new Drawing(x, y, series.stream()
                .map(one -> new Series(one.name(), one.style(), rounded(one.points()), rounded(one.band()))).toList(),
                markers))
                .replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a chart can always be written as JSON", e);
        }
    }

    /** Undefined points are left out, and the page need not carry more digits than a screen has. */
    private static List<double[]> rounded(List<double[]> points) {
        return points.stream().filter(p -> Arrays.stream(p).allMatch(Double::isFinite))
            .map(p -> Arrays.stream(p).map(Chart::rounded).toArray()).toList();
    }

    private static double rounded(double value) {
        return Double.parseDouble(Float.toString((float) value));
    }
}
