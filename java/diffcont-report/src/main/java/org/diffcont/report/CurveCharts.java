package org.diffcont.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.report.Chart.Axis;
import org.diffcont.report.Chart.Marker;
import org.diffcont.report.Chart.Series;
import org.diffcont.report.Chart.Style;

/** Charts over experiences and over training steps. */
final class CurveCharts {
    /** More points than that no screen shows. */
    private static final int MOST_STEPS = 400;

    private CurveCharts() {
    }

    private static Axis experiences(int count) {
        return new Axis("experience", 1.0, (double) count, true);
    }

    /** Metric against experience: the ranking first, then what the paper's Figure 2 shows. */
    static List<Chart> metrics(RunData run) {
        List<ExperienceEvaluation> experiences = run.evaluation().experiences();
        List<Series> ranking = List.of(
            curve("macro AUROC, predicted class", experiences, e -> e.macro().predicted().auroc()),
            curve("macro AUROC, true class", experiences, e -> e.macro().truth().auroc()),
            curve("routing accuracy", experiences, ExperienceEvaluation::routingAccuracy));
        List<Series> decisions = List.of(
            curve("AUPR", experiences, e -> e.pooled().predicted().aupr()),
            curve("accuracy", experiences, e -> e.pooled().predicted().accuracy()),
            curve("F1", experiences, e -> e.pooled().predicted().f1()),
            curve("AUPR and accuracy of “everything anomalous”", experiences, e -> e.trivial().pooled().accuracy()),
            curve("F1 of “everything anomalous”", experiences, e -> e.trivial().pooled().f1()));
        return List.of(
            new Chart("curve-ranking", "Ranking and routing after each experience",
                change("Macro AUROC with the predicted class", ranking.getFirst()), experiences(experiences.size()),
                Axis.share("AUROC, accuracy"), ranking, List.of(new Marker("guessing", "y", 0.5)),
                Chart.Grid.of("experience", ranking)),
            new Chart("curve-decisions", "AUPR, accuracy and F1 after each experience (the paper's Figure 2), pooled "
                + "over all classes so far, predicted class",
                change("Pooled AUPR", decisions.getFirst()), experiences(experiences.size()),
                Axis.share("AUPR, accuracy, F1"), decisions, List.of(), Chart.Grid.of("experience", decisions)));
    }

    /** The same curves of several runs. */
    static List<Chart> overlaid(List<RunData> runs, List<String> names) {
        return List.of(
            overlaid("compare-auroc", "Macro AUROC after each experience, predicted class", "AUROC",
                e -> e.macro().predicted().auroc(), runs, names),
            overlaid("compare-aupr", "Pooled AUPR after each experience, predicted class", "AUPR",
                e -> e.pooled().predicted().aupr(), runs, names),
            overlaid("compare-f1", "Pooled F1 after each experience, predicted class", "F1",
                e -> e.pooled().predicted().f1(), runs, names));
    }

    private static Chart overlaid(String id, String caption, String axis, ToDoubleFunction<ExperienceEvaluation> value,
            List<RunData> runs, List<String> names) {
        List<Series> series = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("experience"));
        for (int r = 0; r < runs.size(); r++) {
            series.add(curve(names.get(r), runs.get(r).evaluation().experiences(), value));
            head.add(names.get(r));
        }
        int longest = series.stream().mapToInt(one -> one.points().size()).max().orElse(0);
        List<List<String>> rows = IntStream.range(0, longest).mapToObj(e -> {
            List<String> row = new ArrayList<>(List.of(Integer.toString(e + 1)));
            series.forEach(one -> row.add(
                e < one.points().size() ? Value.significant(one.points().get(e)[1]) : Value.MISSING));
            return row;
        }).toList();
        return new Chart(id, caption, "One line a run, over " + longest + " experiences.",
            experiences(longest), Axis.share(axis), series, List.of(), new Chart.Grid(head, rows));
    }

    /** One chart a group of loss terms; none without training steps. */
    static List<Chart> losses(LossTable losses) {
        List<Chart> charts = new ArrayList<>();
        for (String term : losses.terms()) {
            int column = losses.terms().indexOf(term);
            if (losses.steps().stream().anyMatch(step -> step[column] != 0)) {
                charts.add(loss(losses, term, column));
            }
        }
        return charts;
    }

    private static Chart loss(LossTable losses, String term, int column) {
        int count = losses.steps().size();
        // Means of equally long runs of steps, so that a long training stays readable and small.
        int width = (count + MOST_STEPS - 1) / MOST_STEPS;
        List<double[]> points = new ArrayList<>();
        for (int from = 0; from < count; from += width) {
            points.add(new double[] {from + 1, losses.steps().subList(from, Math.min(count, from + width)).stream()
                .mapToDouble(step -> step[column]).average().orElse(Double.NaN)});
        }
        List<Marker> markers = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        int from = 0;
        for (int step = 1; step <= count; step++) {
            if (step == count || !losses.experiences().get(step).equals(losses.experiences().get(from))) {
                rows.add(List.of(Integer.toString(losses.experiences().get(from) + 1), Integer.toString(step - from),
                    Value.significant(losses.steps().get(from)[column]),
                    Value.significant(losses.steps().get(step - 1)[column])));
                if (step < count) {
                    markers.add(new Marker("", "x", step + 1));
                }
                from = step;
            }
        }
        String name = term.replace('_', ' ');
        return new Chart("loss-" + term.replace('_', '-'), name.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
            + name.substring(1) + (width > 1 ? ", means of " + width + " steps" : ""),
            "From " + Value.significant(points.getFirst()[1]) + " to " + Value.significant(points.getLast()[1]) + " in "
                + count + " steps; a vertical line begins an experience.",
            new Axis("training step", 1.0, (double) count, true), Axis.of(name),
            List.of(new Series(name, Style.CURVE, points)), markers,
            new Chart.Grid(List.of("experience", "steps", "first", "last"), rows));
    }

    private static Series curve(String name, List<ExperienceEvaluation> experiences,
            ToDoubleFunction<ExperienceEvaluation> value) {
        return new Series(name, Style.CURVE, IntStream.range(0, experiences.size())
            .mapToObj(e -> new double[] {e + 1, value.applyAsDouble(experiences.get(e))}).toList());
    }

    private static String change(String what, Series series) {
        return what + " goes from " + Value.text(series.points().getFirst()[1]) + " after the first experience to "
            + Value.text(series.points().getLast()[1]) + " after the last.";
    }
}
