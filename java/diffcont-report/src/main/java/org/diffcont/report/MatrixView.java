package org.diffcont.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.diffcont.evaluate.ClassMode;
import org.diffcont.evaluate.Metric;
import org.diffcont.evaluate.ResultMatrix;

/**
 * The matrix R as a table: AUROC of class j after experience i.
 *
 * @param columns class names
 */
record MatrixView(List<String> columns, List<Row> rows) {
    private static final double CHANCE = 0.5;

    /** @param name the experience and the classes it added */
    record Row(int number, String name, List<Cell> cells) {
    }

    /**
     * @param text  the number; empty before the class arrived, "–" where undefined
     * @param below whether it is below chance
     */
    record Cell(String text, double value, boolean below) {
        /** How strong the cell's colour is, in percent: chance has none. */
        String strength() {
            return Double.isNaN(value) ? "0" : String.format(Locale.ROOT, "%.0f", 200 * Math.abs(value - CHANCE));
        }
    }

    static MatrixView of(RunData run) {
        ResultMatrix matrix = run.evaluation().matrix();
        List<List<Double>> values = matrix.get(Metric.AUROC, ClassMode.PREDICTED);
        return new MatrixView(matrix.classes(), IntStream.range(0, values.size()).mapToObj(t -> new Row(t + 1,
            String.join(", ", run.evaluation().experiences().get(t).classes()),
            IntStream.range(0, matrix.classes().size())
                .mapToObj(c -> cell(values.get(t).get(c), matrix.arrivals().get(c) > t)).toList())).toList());
    }

    private static Cell cell(double value, boolean before) {
        return new Cell(before ? "" : two(value), value, value < CHANCE);
    }

    private static String two(double value) {
        return Double.isNaN(value) ? Value.MISSING : String.format(Locale.ROOT, "%.2f", value);
    }
}
