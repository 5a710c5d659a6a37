package org.diffcont.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diffcont.evaluate.PairedBootstrap;
import org.diffcont.grid.Figure;
import org.diffcont.grid.GridTable;
import org.diffcont.grid.Spread;

/** A grid's tables as text. */
final class GridText {
    private static final List<Figure> QUALITY = List.of(Figure.MACRO_AUROC, Figure.MACRO_AUROC_TRUE_CLASS,
            Figure.POOLED_AUPR, Figure.POOLED_AUPR_CHANCE, Figure.BALANCED_ACCURACY);
    private static final List<Figure> REST = List.of(Figure.FALSE_ALARMS, Figure.FORGETTING, Figure.ROUTING);
    private static final List<Figure> COSTS = List.of(Figure.SECONDS, Figure.MILLISECONDS_PER_IMAGE,
            Figure.PEAK_MEMORY, Figure.BYTES);

    private GridText() {}

    static String of(GridTable table) {
        String newline = System.lineSeparator();
        StringBuilder text = new StringBuilder();
        text.append(figures(table, QUALITY)).append(newline).append(figures(table, REST))
                .append(newline).append(figures(table, COSTS));
        boolean several = table.rows().stream().anyMatch(row -> row.finished() > 1);
        text.append(several ? "Mean ± standard deviation over each point's runs. " : "")
                .append("After each run's last experience, with the predicted class where none is named.")
                .append(newline);
        if (!table.comparisons().isEmpty()) {
            text.append(newline).append(comparisons(table));
            text.append("Paired over classes").append(several ? " and runs" : "")
                    .append(", with 95 % bootstrap intervals.").append(newline);
        }
        return text.toString();
    }

    private static Table figures(GridTable table, List<Figure> figures) {
        List<String> header = new ArrayList<>(List.of("point", "runs"));
        figures.forEach(figure -> header.add(figure.title()));
        Table text = new Table(header.toArray(String[]::new));
        for (GridTable.Row row : table.rows()) {
            List<Object> cells = new ArrayList<>(List.of(row.point().name(),
                    row.finished() == row.planned() ? row.finished() : row.finished() + " of " + row.planned()));
            figures.forEach(figure -> cells.add(cell(figure, row.figures().get(figure))));
            text.row(cells.toArray());
        }
        return text;
    }

    private static Object cell(Figure figure, Spread spread) {
        if (Double.isNaN(spread.mean())) {
            return null;
        }
        return switch (figure.unit()) {
            case BYTES -> String.format(Locale.ROOT, "%.2f MB", spread.mean() / 1e6);
            case TIME -> String.format(Locale.ROOT, "%.1f", spread.mean());
            case CONSTANT -> spread.mean();
            case SHARE -> Double.isNaN(spread.deviation()) ? (Object) spread.mean()
                : String.format(Locale.ROOT, "%.3f ± %.3f", spread.mean(), spread.deviation());
        };
    }

    private static Table comparisons(GridTable table) {
        Table text = new Table("macro AUROC minus that of " + table.comparisons().getFirst().reference().name(),
                "predicted class", "true class");
        for (GridTable.Comparison comparison : table.comparisons()) {
            text.row(comparison.point().name(), difference(comparison.predicted()), difference(comparison.truth()));
        }
        return text;
    }

    private static String difference(PairedBootstrap difference) {
        if (Double.isNaN(difference.mean())) {
            return null;
        }
        return Double.isNaN(difference.interval().low()) ? String.format(Locale.ROOT, "%+.3f", difference.mean())
            : String.format(Locale.ROOT, "%+.3f [%+.3f, %+.3f]", difference.mean(), difference.interval().low(),
                difference.interval().high());
    }
}
