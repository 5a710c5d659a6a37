package org.diffcont.grid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.diffcont.evaluate.PairedBootstrap;
import org.diffcont.files.AtomicFiles;

/** A grid's table as {@code grid.json} and {@code grid.csv}; a figure that is undefined is null or empty. */
public final class GridFiles {
    private static final JsonMapper JSON = new JsonMapper();
    private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

    private GridFiles() {
    }

    /** Writes both files into the grid's folder. */
    public static void write(Path folder, GridTable table) {
        AtomicFiles.write(folder.resolve("grid.json"), json(table));
        AtomicFiles.write(folder.resolve("grid.csv"), csv(table));
    }

    /** Points with their figures, each run's figures, and the comparisons. */
    static String json(GridTable table) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode points = root.putArray("points");
        for (GridTable.Row row : table.rows()) {
            ObjectNode point = points.addObject();
            point.put("name", row.point().name());
            ObjectNode choices = point.putObject("choices");
            row.point().choices().forEach(choices::put);
            point.put("runs", row.finished()).put("planned_runs", row.planned());
            ObjectNode figures = point.putObject("figures");
            row.figures().forEach((figure, spread) -> {
                ObjectNode node = figures.putObject(figure.key());
                number(node, "mean", spread.mean());
                number(node, "deviation", spread.deviation());
            });
        }
        ArrayNode comparisons = root.putArray("comparisons");
        for (GridTable.Comparison comparison : table.comparisons()) {
            ObjectNode node = comparisons.addObject();
            node.put("point", comparison.point().name()).put("reference", comparison.reference().name());
            difference(node.putObject("macro_auroc"), comparison.predicted());
            difference(node.putObject("macro_auroc_true_class"), comparison.truth());
        }
        ArrayNode runs = root.putArray("runs");
        for (RunResult result : table.results()) {
            ObjectNode run = runs.addObject();
            run.put("folder", result.run().folder()).put("point", result.run().point().name())
                .put("order", result.run().order()).put("seed", result.run().seed())
                .put("problem", result.problem().isEmpty() ? null : result.problem());
            if (result.evaluation().isPresent()) {
                ObjectNode figures = run.putObject("figures");
                for (Figure figure : Figure.values()) {
                    number(figures, figure.key(), figure.of(result));
                }
            }
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a table can always be written as JSON", e);
        }
    }

    private static void difference(ObjectNode node, PairedBootstrap difference) {
        number(node, "mean", difference.mean());
        number(node, "low", difference.interval().low());
        number(node, "high", difference.interval().high());
        node.put("classes", difference.classes()).put("runs", difference.runs());
    }

    private static void number(ObjectNode node, String name, double value) {
        node.put(name, Double.isNaN(value) ? null : (Double) value);
    }

    /** A row a point: its choices, then mean and deviation of every figure. */
    static String csv(GridTable table) {
        Set<String> choices = new LinkedHashSet<>();
        table.rows().forEach(row -> choices.addAll(row.point().choices().keySet()));
        List<Object> head = new ArrayList<>(List.of("point"));
        head.addAll(choices);
        head.add("runs");
        for (Figure figure : Figure.values()) {
            head.add(figure.key());
            head.add(figure.key() + "_deviation");
        }
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSV)) {
            printer.printRecord(head);
            for (GridTable.Row row : table.rows()) {
                List<Object> record = new ArrayList<>(List.of(row.point().name()));
                choices.forEach(choice -> record.add(row.point().choices().getOrDefault(choice, "")));
                record.add(row.finished());
                row.figures().forEach((_, spread) -> {
                    record.add(exact(spread.mean()));
                    record.add(exact(spread.deviation()));
                });
                printer.printRecord(record);
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static String exact(double number) {
        return Double.isNaN(number) ? "" : Double.toString(number);
    }
}
