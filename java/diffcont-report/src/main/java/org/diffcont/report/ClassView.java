package org.diffcont.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.benchmark.LearningLog;
import org.diffcont.detect.FittedTail;
import org.diffcont.detect.choice.ReadingAdvice;
import org.diffcont.evaluate.ClassEvaluation;
import org.diffcont.evaluate.Metrics;
import org.diffcont.evaluate.PixelMetrics;

/**
 * One class after the last experience.
 *
 * @param id       unique in the page
 * @param charts   histogram and Q–Q plot, as far as the run holds what they need
 * @param facts    name → value of what else there is to say
 * @param readings readings chosen for it: heads of the columns, then rows; null where none were chosen
 */
record ClassView(String name, String id, Value auroc, Value trueAuroc, Value falseAlarms, Value detected, Value routed,
        int normals, int anomalous, List<Chart> charts, Map<String, String> facts, Chart.Grid readings) {
    private static final String TWO_KINDS = "needs normal and anomalous test images";

    static List<ClassView> of(RunData run) {
        List<ClassView> views = new ArrayList<>();
        run.evaluation().experiences().getLast().perClass().forEach((name, evaluation) -> views.add(
            of(run, name, evaluation, "class-" + (views.size() + 1))));
        return views;
    }

    private static ClassView of(RunData run, String name, ClassEvaluation evaluation, String id) {
        Metrics m = evaluation.predicted();
        List<Chart> charts = new ArrayList<>();
        ScoreCharts.histogram(run, name, id).ifPresent(charts::add);
        ScoreCharts.tail(run, name, id).ifPresent(charts::add);
        return new ClassView(name, id, Value.of(m.auroc(), TWO_KINDS), Value.of(evaluation.truth().auroc(), TWO_KINDS),
            Value.of(m.falsePositiveRate(), "no normal test images"),
            Value.of(m.truePositiveRate(), "no anomalous test images"),
            Value.of(evaluation.routingAccuracy(), "no test images"), m.normalCount(), m.anomalousCount(), charts,
            facts(run, name), readings(run.readings(name)));
    }

    String falseAlarmCount() {
        return Value.count(falseAlarms.number(), normals);
    }

    String detectedCount() {
        return Value.count(detected.number(), anomalous);
    }

    String routedCount() {
        return Value.count(routed.number(), normals + anomalous);
    }

    private static Map<String, String> facts(RunData run, String name) {
        Map<String, String> facts = new LinkedHashMap<>();
        int arrival = run.evaluation().matrix().arrivals().get(run.classNames().indexOf(name));
        facts.put("learned in experience", Integer.toString(arrival + 1));
        PixelMetrics pixels = run.pixels().get(name);
        if (pixels != null) {
            facts.put("pixel AUROC", Value.text(pixels.auroc()));
            facts.put("AUPRO, up to 30 % false positives", Value.text(pixels.aupro()) + ", " + pixels.regions()
                + " defect regions");
        }
        run.tail(name).ifPresent(tail -> facts.putAll(tailFacts(tail)));
        for (LearningLog.Entry entry : run.learning()) {
            if (entry.classes().contains(name)) {
                entry.seconds().forEach((part, seconds) -> facts.put("seconds, " + part,
                    String.format(java.util.Locale.ROOT, "%.1f", seconds)
                        + (entry.classes().size() > 1 ? " for " + entry.classes().size() + " classes" : "")));
            }
        }
        run.learning().stream().map(entry -> entry.statisticsBytes().get(name)).filter(bytes -> bytes != null)
            .reduce((earlier, later) -> later)
            .ifPresent(bytes -> facts.put("kept on disk", Value.bytes(bytes)));
        List<LearningLog.LearnedReading> readings = run.readings(name);
        if (!readings.isEmpty()) {
            ReadingAdvice.of(readings.stream().map(r -> Optional.ofNullable(r.synthetic())).toList())
                .ifPresent(advice -> facts.put("advice", advice));
        }
        run.dataset().lines().filter(line -> line.startsWith(name + ": ")).findFirst()
            .ifPresent(line -> facts.put("images", images(line.substring(name.length() + 2))));
        return facts;
    }

    /** Without the hash that follows the counts. */
    private static String images(String description) {
        int files = description.indexOf(", files ");
        return files < 0 ? description : description.substring(0, files);
    }

    private static Map<String, String> tailFacts(FittedTail tail) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("threshold, a distance", Value.significant(tail.threshold()));
        facts.put("Weibull tail", "shape " + Value.significant(tail.tail().shape()) + ", scale "
            + Value.significant(tail.tail().scale()) + ", from " + Value.significant(tail.tail().shift()));
        facts.put("tail fitted on", tail.tail().tailCount() + " largest of " + tail.distances().length + " distances"
            + (tail.refitOnReplay() ? ", of replayed images" : ""));
        return facts;
    }

    private static Chart.Grid readings(List<LearningLog.LearnedReading> readings) {
        return readings.isEmpty() ? null : new Chart.Grid(List.of("reading (source / model / pooling)",
            "AUROC on synthetic defects", "found, with those before", "bytes"), readings.stream().map(r -> List.of(
                r.reading(), r.synthetic() == null ? Value.MISSING : Value.text(r.synthetic().auroc()),
                r.synthetic() == null ? Value.MISSING : Value.percent(r.synthetic().found()), Value.bytes(r.bytes())))
            .toList());
    }
}
