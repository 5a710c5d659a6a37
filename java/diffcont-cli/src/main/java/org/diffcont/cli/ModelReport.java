package org.diffcont.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.choice.ReadingAdvice;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.normality.SyntheticResult;
import org.diffcont.detect.source.Trunks;
import org.diffcont.error.UserException;
import org.diffcont.evt.WeibullTail;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;

/** What {@code diffcont info --model} prints. */
final class ModelReport {
    private ModelReport() {}

    /**
     * @param all  with its configuration
     * @throws org.diffcont.error.ModelException when the model cannot be read
     */
    static void print(ModelFolder folder, boolean all, PrintWriter out) {
        try (ModelFolder.Stored model = folder.load(Machine.defaults())) {
            out.printf("Model %s, version %d: %d %s learned in %d %s%n%n", folder.path(), model.version(),
                    model.model().classNames().size(), model.model().classNames().size() == 1 ? "class" : "classes",
                    model.model().experiences(), model.model().experiences() == 1 ? "experience" : "experiences");
            Table table = new Table("class", "threshold", "false alarms", "on images", "tail shape", "scale", "shift",
                    "on distances", "fitted on");
            for (ClassDetector c : model.model().detector().classes()) {
                WeibullTail tail = c.tail();
                table.row(c.name(), c.thresholdDistance(), c.calibration().falsePositiveRate(),
                        c.calibration().thresholdImages(), tail.shape(), tail.scale(), tail.shift(), tail.tailCount(),
                        c.calibration().refitOnReplay() ? "replay" : "images");
            }
            out.print(table);
            out.println();
            out.println("Threshold, scale and shift are distances; false alarms: share of the calibration images above "
                    + "the threshold.");
            out.printf("Tails: Weibull, %s form.%n%n", model.settings().evt().form().name().toLowerCase(Locale.ROOT));
            readings(model, out);
            if (model.settings().hasTrunk()) {
                out.println();
                out.println("Trunk: " + trunk(model.settings()));
            }
            if (all) {
                configuration(model, out);
            }
        }
    }

    private static String trunk(Settings settings) {
        try {
            return Trunks.find(settings.trunk()).toString();
        } catch (UserException e) {
            return Failures.oneLine(e.getMessage());
        }
    }

    private static void configuration(ModelFolder.Stored model, PrintWriter out) {
        out.println();
        out.println("Configuration");
        int width = model.settings().toMap().keySet().stream().mapToInt(String::length).max().orElse(0);
        model.settings().toMap().forEach((key, value) ->
                out.println("  " + key + " ".repeat(width - key.length() + 2) + value));
    }

    private static void readings(ModelFolder.Stored model, PrintWriter out) {
        Table table = new Table("class", "reading", "synthetic AUROC", "found", "log mean", "log std", "model bytes");
        for (ClassDetector c : model.model().detector().classes()) {
            for (FittedReading reading : c.statistics().readings()) {
                table.row(c.name(), reading.name(),
                        reading.synthetic().<Object>map(SyntheticResult::auroc).orElse(""),
                        reading.synthetic().<Object>map(SyntheticResult::found).orElse(""),
                        reading.scale().<Object>map(LogScale::mean).orElse(""),
                        reading.scale().<Object>map(LogScale::std).orElse(""),
                        reading.model().normality().bytes());
            }
        }
        out.print(table);
        out.println();
        for (ClassDetector c : model.model().detector().classes()) {
            ReadingAdvice.of(c.statistics()).ifPresent(advice -> out.println(c.name() + ": " + advice));
        }
        out.println("Synthetic AUROC: how well a reading alone told synthetic defects from held-out normal images.");
        out.println("Found: share of them found by it and those before it, where as many normal images alarm as the");
        out.println("configuration allows. Each was chosen for what it adds.");
        out.println("Log mean, log std: of its scores of normal images. Readings that differ in pooling share a "
            + "model.");
    }
}
