package org.diffcont.grid;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.diffcont.evaluate.ClassEvaluation;
import org.diffcont.evaluate.ClassMode;
import org.diffcont.evaluate.PairedBootstrap;
import org.diffcont.evaluate.RunEvaluation;

/**
 * What a grid gave: a row a point, over its seeds and class orders.
 *
 * @param results     every run of the grid
 * @param comparisons of each point but the first with the first
 */
public record GridTable(List<Row> rows, List<Comparison> comparisons, List<RunResult> results) {
    /**
     * One point.
     *
     * @param finished runs that the figures are of
     * @param planned  runs it was to have
     */
    public record Row(GridPoint point, int finished, int planned, Map<Figure, Spread> figures) {
    }

    /**
     * A point's AUROC after the last experience minus the first point's, class by class and run by run: runs of the
     * same seed and order are paired.
     */
    public record Comparison(GridPoint point, GridPoint reference, PairedBootstrap predicted, PairedBootstrap truth) {
    }

    /** @param results as {@link GridExecution#run} gives them */
    public static GridTable of(Grid grid, List<RunResult> results) {
        List<Row> rows = grid.points().stream().map(point -> row(point, of(point, results))).toList();
        List<Comparison> comparisons = new ArrayList<>();
        GridPoint first = grid.points().getFirst();
        for (GridPoint point : grid.points().subList(1, grid.points().size())) {
            List<RunResult> ours = of(point, results);
            List<RunResult> theirs = of(first, results);
            comparisons.add(new Comparison(point, first, compared(ours, theirs, ClassMode.PREDICTED),
                compared(ours, theirs, ClassMode.TRUE)));
        }
        return new GridTable(rows, comparisons, List.copyOf(results));
    }

    private static List<RunResult> of(GridPoint point, List<RunResult> results) {
        return results.stream().filter(result -> result.run().point().equals(point)).toList();
    }

    private static Row row(GridPoint point, List<RunResult> results) {
        List<RunResult> finished = results.stream().filter(result -> result.evaluation().isPresent()).toList();
        Map<Figure, Spread> figures = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            figures.put(figure, Spread.of(finished.stream().mapToDouble(figure::of).toArray()));
        }
        return new Row(point, finished.size(), results.size(), figures);
    }

    private static PairedBootstrap compared(List<RunResult> ours, List<RunResult> theirs, ClassMode mode) {
        List<double[]> differences = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        for (RunResult our : ours) {
            RunEvaluation their = theirs.stream().filter(other -> other.run().seed() == our.run().seed()
                && other.run().order().equals(our.run().order())).findFirst().flatMap(RunResult::evaluation)
                .orElse(null);
            if (our.evaluation().isEmpty() || their == null) {
                continue;
            }
            if (classes.isEmpty()) {
                classes.addAll(their.matrix().classes());
            }
            differences.add(classes.stream().mapToDouble(c -> auroc(our.evaluation().get(), c, mode)
                - auroc(their, c, mode)).toArray());
        }
        return PairedBootstrap.of(differences.toArray(double[][]::new));
    }

    private static double auroc(RunEvaluation run, String className, ClassMode mode) {
        ClassEvaluation evaluation = run.experiences().getLast().perClass().get(className);
        return evaluation == null ? Double.NaN : evaluation.get(mode).auroc();
    }
}
