package org.diffcont.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The headline table for other programs: one row a run, and for each run "everything anomalous" on its images. */
final class HeadlineFiles {
    private static final String TRIVIAL = "everything anomalous";
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

    private HeadlineFiles() {
    }

    /** Every figure with the predicted and the true class, with its interval where it has one; empty if undefined. */
    static String csv(List<RunData> runs, List<String> names) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            printer.printRecord(head(Headline.of(runs.getFirst().evaluation())));
            for (int r = 0; r < runs.size(); r++) {
                Headline headline = Headline.of(runs.get(r).evaluation());
                int experiences = runs.get(r).evaluation().experiences().size();
                printer.printRecord(record(names.get(r), "diffcont", experiences, headline, Headline.Row::predicted,
                    Headline.Row::truth));
                printer.printRecord(record(names.get(r), TRIVIAL, experiences, headline, Headline.Row::trivial,
                    Headline.Row::trivial));
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    /** A table of the predicted class's figures, for the package booktabs. */
    static String latex(List<RunData> runs, List<String> names) {
        Headline first = Headline.of(runs.getFirst().evaluation());
        StringBuilder text = new StringBuilder("% needs \\usepackage{booktabs}\n\\begin{tabular}{l"
            + "r".repeat(first.rows().size()) + "}\n\\toprule\nrun");
        first.rows().forEach(row -> text.append(" & ").append(escaped(row.name())));
        text.append(" \\\\\n\\midrule\n");
        for (int r = 0; r < runs.size(); r++) {
            Headline headline = Headline.of(runs.get(r).evaluation());
            latexRow(text, names.get(r), headline, Headline.Row::predicted);
            latexRow(text, runs.size() == 1 ? TRIVIAL : names.get(r) + ", " + TRIVIAL, headline,
                Headline.Row::trivial);
        }
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private static List<String> head(Headline headline) {
        List<String> head = new ArrayList<>(List.of("run", "detector", "experiences"));
        for (Headline.Row row : headline.rows()) {
            for (String name : List.of(row.key(), row.key() + "_true_class")) {
                head.add(name);
                if (row.predicted().interval() != null) {
                    head.add(name + "_low");
                    head.add(name + "_high");
                }
            }
        }
        return head;
    }

    private static List<String> record(String name, String detector, int experiences, Headline headline,
            Function<Headline.Row, Value> predicted, Function<Headline.Row, Value> truth) {
        List<String> record = new ArrayList<>(List.of(name, detector, Integer.toString(experiences)));
        for (Headline.Row row : headline.rows()) {
            for (Value value : List.of(predicted.apply(row), truth.apply(row))) {
                record.add(exact(value.number()));
                if (row.predicted().interval() != null) {
                    record.add(value.hasInterval() ? exact(value.interval().low()) : "");
                    record.add(value.hasInterval() ? exact(value.interval().high()) : "");
                }
            }
        }
        return record;
    }

    private static String exact(double number) {
        return Double.isNaN(number) ? "" : Double.toString(number);
    }

    private static void latexRow(StringBuilder text, String name, Headline headline,
            Function<Headline.Row, Value> value) {
        text.append(escaped(name));
        headline.rows().forEach(row -> text.append(" & ").append(value.apply(row).defined()
            ? value.apply(row).text() : "--"));
        text.append(" \\\\\n");
    }

    /** Text whose characters mean themselves in LaTeX. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\\' -> escaped.append("\\textbackslash{}");
                case '~' -> escaped.append("\\textasciitilde{}");
                case '^' -> escaped.append("\\textasciicircum{}");
                case '<' -> escaped.append("\\textless{}");
                case '>' -> escaped.append("\\textgreater{}");
                case '&', '%', '$', '#', '_', '{', '}' -> escaped.append('\\').append(c);
                default -> escaped.append(c < ' ' ? ' ' : c);
            }
        }
        return escaped.toString();
    }
}
