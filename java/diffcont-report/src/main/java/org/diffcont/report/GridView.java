package org.diffcont.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.diffcont.evaluate.PairedBootstrap;
import org.diffcont.grid.Figure;
import org.diffcont.grid.GridTable;
import org.diffcont.grid.Spread;

/**
 * A grid's table: a row a point, over all its seeds and class orders.
 *
 * @param figures     titles of the columns
 * @param reference   the point that the others are compared with
 * @param curves      of each point with a finished run, over its finished runs
 */
record GridView(List<String> figures, List<Row> rows, String reference, List<Difference> differences,
        List<Chart> curves) {
    /** One point; a cell a figure. */
    record Row(String name, String runs, List<Cell> cells) {
    }

    /** @param sort what the cell sorts by; an undefined figure comes before all others */
    record Cell(String text, double sort) {
    }

    /** A point's macro AUROC minus the reference's. */
    record Difference(String name, Value predicted, Value truth) {
    }

    static GridView of(GridTable table) {
        List<Row> rows = new ArrayList<>();
        for (GridTable.Row row : table.rows()) {
            rows.add(new Row(row.point().name(), row.finished() == row.planned() ? Integer.toString(row.finished())
                : row.finished() + " of " + row.planned(), Arrays.stream(Figure.values())
                .map(figure -> cell(figure, row.figures().get(figure))).toList()));
        }
        return new GridView(Arrays.stream(Figure.values()).map(Figure::title).toList(), rows,
            table.rows().getFirst().point().name(), table.comparisons().stream().map(comparison -> new Difference(
                comparison.point().name(), value(comparison.predicted()), value(comparison.truth()))).toList(),
            curves(table));
    }

    private static List<Chart> curves(GridTable table) {
        List<GridTable.Row> rows = table.rows().stream().filter(row -> row.finished() > 0).toList();
        return CurveCharts.overlaid(rows.stream().map(row -> row.point().name()).toList(), rows.stream().map(row ->
            table.results().stream().filter(result -> result.run().point().equals(row.point()))
                .flatMap(result -> result.evaluation().stream()).toList()).toList());
    }

    private static Cell cell(Figure figure, Spread spread) {
        return Double.isNaN(spread.mean()) ? new Cell(Value.MISSING, Comparison.sortKey(spread.mean()))
            : new Cell(text(figure, spread), spread.mean());
    }

    private static String text(Figure figure, Spread spread) {
        return switch (figure.unit()) {
            case BYTES -> Value.bytes(Math.round(spread.mean()));
            case TIME -> String.format(Locale.ROOT, "%.1f", spread.mean());
            case CONSTANT -> Value.text(spread.mean());
            case SHARE -> Value.text(spread.mean())
                + (Double.isNaN(spread.deviation()) ? "" : " ± " + Value.text(spread.deviation()));
        };
    }

    private static Value value(PairedBootstrap difference) {
        return Value.of(difference.mean(), difference.interval(), "no finished runs of the same seed and order");
    }
}
