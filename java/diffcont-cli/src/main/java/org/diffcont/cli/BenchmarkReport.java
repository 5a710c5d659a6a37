package org.diffcont.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.diffcont.evaluate.ClassEvaluation;
import org.diffcont.evaluate.ClassMode;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.Interval;
import org.diffcont.evaluate.Metric;
import org.diffcont.evaluate.Metrics;
import org.diffcont.evaluate.PixelEvaluation;
import org.diffcont.evaluate.PixelMetrics;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.evaluate.UnknownProducts;

/** The text of a benchmark's results: a line after each experience, tables at the end; at most 100 columns wide. */
final class BenchmarkReport {
    private static final int CLASS_WIDTH = 16;
    private static final String GROUPS = "%5s  %-" + CLASS_WIDTH + "s  %-12s  %-12s  %-13s  %-12s  %8s";
    private static final String LINE = "%5s  %-" + CLASS_WIDTH + "s  %5s %6s  %5s %6s  %-13s  %5s %6s  %8s  %7s";

    private BenchmarkReport() {}

    /** Heads the lines of {@link #line}. */
    static List<String> header() {
        return List.of(
                String.format(Locale.ROOT, GROUPS, "", "", "macro AUROC", "pooled AUROC", "pooled AUPR", "pooled",
                        "routing"),
                text("#", "new class", "pred.", "true", "pred.", "true", "(chance)", "acc.", "F1", "accuracy",
                        "seconds"),
                text("-----", "-".repeat(CLASS_WIDTH), "-----", "------", "-----", "------", "-".repeat(13), "-----",
                        "------", "--------", "-------"));
    }

    /** One experience of {@code experiences}. */
    static String line(ExperienceEvaluation e, int experiences) {
        Metrics pooled = e.pooled().predicted();
        return text(e.index() + 1 + "/" + experiences, shortened(e.classes()), number(e.macro().predicted().auroc()),
                number(e.macro().truth().auroc()), number(pooled.auroc()), number(e.pooled().truth().auroc()),
                withChance(pooled), number(pooled.accuracy()), number(pooled.f1()), number(e.routingAccuracy()),
                String.format(Locale.ROOT, "%.1f", e.seconds()));
    }

    /** What the columns mean; once, below the lines. */
    static List<String> legend() {
        return List.of("pred.: with the class predicted for each image; true: with its true class.",
                "macro: mean over the classes so far; pooled: all their test images together.");
    }

    /** Everything there is to say at the end. */
    static String summary(RunEvaluation run, Optional<PixelEvaluation> pixels, String profile) {
        StringBuilder text = new StringBuilder();
        ExperienceEvaluation last = run.experiences().getLast();
        Metrics pooled = run.last().pooled().predicted();
        text.append("After experience %d, %d class%s: %d test images, %d of them anomalous%n%n".formatted(
                last.index() + 1, last.perClass().size(), last.perClass().size() == 1 ? "" : "es",
                pooled.normalCount() + pooled.anomalousCount(),
                pooled.anomalousCount()));
        text.append(mainTable(run, profile)).append(System.lineSeparator());
        text.append(keyFigures(run)).append(System.lineSeparator());
        text.append(classTable(last));
        pixels.ifPresent(p -> text.append(System.lineSeparator()).append(pixelTable(p)));
        return text.toString();
    }

    private static Table mainTable(RunEvaluation run, String profile) {
        Table table = new Table("pooled over all images", "AUROC", "AUPR (chance)", "accuracy", "F1", "balanced acc.",
                "false alarms", "detected");
        row(table, "DiffCont (" + profile + ")", run.last().pooled().predicted());
        row(table, "  with the true class", run.last().pooled().truth());
        row(table, "everything anomalous", run.trivial().pooled());
        return table;
    }

    private static void row(Table table, String name, Metrics m) {
        table.row(name, m.auroc(), withChance(m), m.accuracy(), m.f1(), m.balancedAccuracy(), m.falsePositiveRate(),
                m.truePositiveRate());
    }

    private static Table keyFigures(RunEvaluation run) {
        Table table = new Table("over the classes", "predicted class", "true class", "");
        String level = String.format(Locale.ROOT, "[%.0f %% bootstrap]",
                100 * run.last().intervals().level());
        table.row("macro AUROC", interval(run.last().macro().predicted().auroc(),
                run.last().intervals().macro().predicted().auroc()), interval(run.last().macro().truth().auroc(),
                run.last().intervals().macro().truth().auroc()), level);
        table.row("routing accuracy", number(run.last().routingAccuracy()), "–", "to the right class");
        table.row("forgetting, AUROC", number(run.forgetting().get(Metric.AUROC, ClassMode.PREDICTED)),
                number(run.forgetting().get(Metric.AUROC, ClassMode.TRUE)), "lower is better");
        table.row("backward transfer, AUROC", number(run.backwardTransfer().get(Metric.AUROC, ClassMode.PREDICTED)),
                number(run.backwardTransfer().get(Metric.AUROC, ClassMode.TRUE)),
                "higher is better");
        unknown(run, table);
        return table;
    }

    /** Summed over the experiences: after the last one no product is left that was never learned. */
    private static void unknown(RunEvaluation run, Table table) {
        List<UnknownProducts> measured = run.experiences().stream().map(ExperienceEvaluation::unknown)
            .filter(Objects::nonNull).toList();
        if (!measured.isEmpty()) {
            table.row("never learned, called unknown", share(measured, UnknownProducts::neverRejected,
                UnknownProducts::never), "–", "higher is better");
            table.row("learned, normal, called unknown", share(measured, UnknownProducts::knownRejected,
                UnknownProducts::known), "–", "lower is better");
            table.row("learned, defective, called unknown", share(measured, UnknownProducts::defectiveRejected,
                UnknownProducts::defective), "–", "lower is better");
        }
    }

    private static String share(List<UnknownProducts> measured, ToIntFunction<UnknownProducts> rejected,
            ToIntFunction<UnknownProducts> all) {
        int images = measured.stream().mapToInt(all).sum();
        return images == 0 ? "–" : number((double) measured.stream().mapToInt(rejected).sum() / images);
    }

    private static Table classTable(ExperienceEvaluation last) {
        Table table = new Table("class", "AUROC", "true class", "false alarms", "detected", "routed right");
        for (Map.Entry<String, ClassEvaluation> entry : last.perClass().entrySet()) {
            ClassEvaluation c = entry.getValue();
            Metrics m = c.predicted();
            table.row(entry.getKey(), m.auroc(), c.truth().auroc(), share(m.falsePositiveRate(), m.normalCount()),
                    share(m.truePositiveRate(), m.anomalousCount()),
                    share(c.routingAccuracy(), m.normalCount() + m.anomalousCount()));
        }
        return table;
    }

    private static Table pixelTable(PixelEvaluation pixels) {
        Table table = new Table("heat maps against masks", "pixel AUROC", "AUPRO (30 %)", "images", "defect regions");
        pixels.perClass().forEach((name, m) -> table.row(name, m.auroc(), m.aupro(), m.images(), m.regions()));
        PixelMetrics macro = pixels.macro();
        return table.rule().row("macro", macro.auroc(), macro.aupro(), macro.images(), macro.regions());
    }

    private static String text(Object... cells) {
        return String.format(Locale.ROOT, LINE, cells).stripTrailing();
    }

    private static String shortened(List<String> classes) {
        String name = classes.getFirst();
        String more = classes.size() > 1 ? " +" + (classes.size() - 1) : "";
        int room = CLASS_WIDTH - more.length();
        return (name.length() > room ? name.substring(0, room - 1) + "…" : name) + more;
    }

    private static String withChance(Metrics m) {
        return number(m.aupr()) + " (" + number(m.auprChance()) + ")";
    }

    private static String interval(double value, Interval interval) {
        return number(value) + " [" + number(interval.low()) + ", " + number(interval.high()) + "]";
    }

    /** "3 of 20": a share of so few images says more as a count. */
    private static String share(double share, int of) {
        return of == 0 ? "–" : Math.round(share * of) + " of " + of;
    }

    private static String number(double value) {
        return Table.text(value);
    }
}
