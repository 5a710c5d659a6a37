package org.diffcont.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A plain-text table. Decimal numbers have three digits; null and NaN show as "–". A column of numbers is aligned to
 * the right, any other to the left.
 */
final class Table {
    private static final String MISSING = "–";
    private static final String GAP = "  ";

    private final String[] header;
    /** Cells of a row; null for a rule. */
    private final List<Object[]> rows = new ArrayList<>();

    Table(String... header) {
        this.header = header.clone();
    }

    /** @param cells one a column: a {@link Number}, anything with a {@code toString}, or null */
    Table row(Object... cells) {
        if (cells.length != header.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + header.length + " columns");
        }
        rows.add(cells.clone());
        return this;
    }

    /** A line across the table. */
    Table rule() {
        rows.add(null);
        return this;
    }

    /** The table, each line ended by a line break. */
    @Override
    public String toString() {
        int columns = header.length;
        int[] widths = new int[columns];
        boolean[] right = new boolean[columns];
        Arrays.fill(right, true);
        for (int c = 0; c < columns; c++) {
            widths[c] = width(header[c]);
            for (Object[] row : rows) {
                if (row != null) {
                    widths[c] = Math.max(widths[c], width(text(row[c])));
                    right[c] &= row[c] == null || row[c] instanceof Number;
                }
            }
        }
        StringBuilder table = new StringBuilder();
        line(table, header, widths, right);
        rule(table, widths);
        for (Object[] row : rows) {
            if (row == null) {
                rule(table, widths);
            } else {
                line(table, Arrays.stream(row).map(Table::text).toArray(String[]::new), widths, right);
            }
        }
        return table.toString();
    }

    /** A cell as it is shown. */
    static String text(Object cell) {
        return switch (cell) {
            case null -> MISSING;
            case Double d when d.isNaN() -> MISSING;
            case Float f when f.isNaN() -> MISSING;
            case Double d -> String.format(Locale.ROOT, "%.3f", d);
            case Float f -> String.format(Locale.ROOT, "%.3f", f);
            default -> cell.toString();
        };
    }

    private static void line(StringBuilder table, String[] cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.length; c++) {
            String padding = " ".repeat(widths[c] - width(cells[c]));
            line.append(c == 0 ? "" : GAP).append(right[c] ? padding + cells[c] : cells[c] + padding);
        }
        table.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }

    private static void rule(StringBuilder table, int[] widths) {
        for (int c = 0; c < widths.length; c++) {
            table.append(c == 0 ? "" : GAP).append("-".repeat(widths[c]));
        }
        table.append(System.lineSeparator());
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
