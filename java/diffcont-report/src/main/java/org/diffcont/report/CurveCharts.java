package org.diffcont.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.RunEvaluation;
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

    /**
     * The same curves of several runs or points.
     *
     * @param runs  of each; where there are several, their mean is drawn, and a band from the lowest to the highest
     */
    static List<Chart> overlaid(List<String> names, List<List<RunEvaluation>> runs) {
        return List.of(
            overlaid("compare-auroc", "Macro AUROC after each experience, predicted class", "AUROC",
                e -> e.macro().predicted().auroc(), names, runs),
            overlaid("compare-aupr", "Pooled AUPR after each experience, predicted class", "AUPR",
                e -> e.pooled().predicted().aupr(), names, runs),
            overlaid("compare-f1", "Pooled F1 after each experience, predicted class", "F1",
                e -> e.pooled().predicted().f1(), names, runs));
    }

    private static Chart overlaid(String id, String caption, String axis, ToDoubleFunction<ExperienceEvaluation> value,
            List<String> names, List<List<RunEvaluation>> runs) {
        List<Series> series = IntStream.range(0, names.size()).mapToObj(r -> mean(names.get(r), runs.get(r), value))
            .toList();
        int longest = series.stream().mapToInt(one -> one.points().size()).max().orElse(0);
        List<String> head = new ArrayList<>(List.of("experience"));
        head.addAll(names);
        List<List<String>> rows = IntStream.range(0, longest).mapToObj(e -> {
            List<String> row = new ArrayList<>(List.of(Integer.toString(e + 1)));
            series.forEach(one -> row.add(cell(one, e)));
            return row;
        }).toList();
        boolean several = runs.stream().anyMatch(group -> group.size() > 1);
        return new Chart(id, caption + (several ? ", mean of each point's runs" : ""),
            (several ? "One line a point, the mean of its runs, with a band from the lowest to the highest"
                : "One line a run") + ", over " + longest + " experiences.",
            experiences(longest), Axis.share(axis), series, List.of(), new Chart.Grid(head, rows));
    }

    /** Mean, lowest and highest of the runs that have come so far and define the value. */
    private static Series mean(String name, List<RunEvaluation> runs, ToDoubleFunction<ExperienceEvaluation> value) {
        int longest = runs.stream().mapToInt(run -> run.experiences().size()).max().orElse(0);
        List<double[]> points = new ArrayList<>();
        List<double[]> band = new ArrayList<>();
        for (int e = 0; e < longest; e++) {
            int experience = e;
            DoubleSummaryStatistics values = runs.stream().filter(run -> experience < run.experiences().size())
                .mapToDouble(run -> value.applyAsDouble(run.experiences().get(experience)))
                .filter(Double::isFinite).summaryStatistics();
            boolean defined = values.getCount() > 0;
            points.add(new double[] {e + 1, defined ? values.getAverage() : Double.NaN});
            band.add(new double[] {e + 1, defined ? values.getMin() : Double.NaN, defined ? values.getMax()
                : Double.NaN});
        }
        return new Series(name, Style.CURVE, points, runs.size() > 1 ? band : List.of());
    }

    private static String cell(Series series, int experience) {
        if (experience >= series.points().size()) {
            return Value.MISSING;
        }
        String mean = Value.significant(series.points().get(experience)[1]);
        return series.band().isEmpty() ? mean : mean + " (" + Value.significant(series.band().get(experience)[1])
            + " to " + Value.significant(series.band().get(experience)[2]) + ")";
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
