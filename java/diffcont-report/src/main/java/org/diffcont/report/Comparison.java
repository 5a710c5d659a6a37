package org.diffcont.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Several runs side by side; the first is the one the others are held against.
 *
 * @param names       the runs' names, all different
 * @param headlines   each run's figures
 * @param charts      curves of all runs; of a grid's, the means of each point's runs
 * @param classes     classes that every run has learned
 * @param classRows   for each of them, every run's AUROC
 * @param differences of each run but the first
 * @param settings    keys on which the runs disagree
 * @param notes       what limits the comparison
 * @param grid        the table of the grid that the runs are of; empty where they are of none
 */
record Comparison(List<String> names, List<Headline> headlines, List<Chart> charts, List<String> classes,
        List<List<Value>> classRows, List<PairedDifference> differences, List<SettingRow> settings,
        List<String> notes, Optional<GridView> grid) {

    /** A key and its value in each run. */
    record SettingRow(String key, List<String> values) {
    }

    static Comparison of(List<RunData> runs, Optional<GridView> grid) {
        List<String> names = names(runs);
        List<String> classes = RunData.commonClasses(runs);
        List<List<Value>> rows = classes.stream().map(c -> runs.stream().map(run -> Value.of(
            run.evaluation().experiences().getLast().perClass().get(c).predicted().auroc(),
            "needs normal and anomalous test images")).toList()).toList();
        List<PairedDifference> differences = IntStream.range(1, runs.size())
            .mapToObj(r -> PairedDifference.of(names.get(r), runs.get(r), runs.getFirst(), classes)).toList();
        return new Comparison(names, runs.stream().map(run -> Headline.of(run.evaluation())).toList(),
            grid.map(GridView::curves).orElseGet(() -> CurveCharts.overlaid(names, runs.stream().map(run ->
                List.of(run.evaluation())).toList())), classes, rows, differences, settings(runs),
            notes(runs, names, classes), grid);
    }

    /** What a difference sorts by; an undefined one comes before all others. */
    static double sortKey(double difference) {
        return Double.isNaN(difference) ? -2 : difference;
    }

    /** The folders' names; whole paths where two are alike. */
    static List<String> names(List<RunData> runs) {
        List<String> names = runs.stream().map(RunData::name).toList();
        if (names.stream().distinct().count() == names.size()) {
            return names;
        }
        List<String> paths = runs.stream().map(run -> run.folder().toString()).toList();
        return paths.stream().distinct().count() == paths.size() ? paths : IntStream.range(0, runs.size())
            .mapToObj(r -> (r + 1) + ": " + paths.get(r)).toList();
    }

    private static List<SettingRow> settings(List<RunData> runs) {
        List<Map<String, Object>> all = runs.stream().map(run -> run.settings().toMap()).toList();
        List<SettingRow> rows = new ArrayList<>();
        for (String key : all.getFirst().keySet()) {
            List<String> values = all.stream().map(map -> Objects.toString(map.get(key))).toList();
            if (values.stream().distinct().count() > 1) {
                rows.add(new SettingRow(key, values));
            }
        }
        return rows;
    }

    private static List<String> notes(List<RunData> runs, List<String> names, List<String> classes) {
        List<String> notes = new ArrayList<>();
        if (runs.stream().map(RunData::dataset).distinct().count() > 1) {
            notes.add("The runs were made on different data sets: their figures are of different images.");
        }
        for (int r = 0; r < runs.size(); r++) {
            if (runs.get(r).partial()) {
                notes.add(names.get(r) + " has learned " + runs.get(r).classNames().size() + " of its "
                    + runs.get(r).plannedClasses() + " classes.");
            }
        }
        if (runs.stream().anyMatch(run -> run.classNames().size() != classes.size())) {
            notes.add("The paired table holds the " + classes.size() + " classes that all runs have learned; the "
                + "headline figures are over each run's own.");
        }
        return notes;
    }
}
