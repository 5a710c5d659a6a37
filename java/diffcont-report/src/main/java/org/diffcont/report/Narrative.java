package org.diffcont.report;

import java.util.Locale;
import org.diffcont.evaluate.Metrics;

/** What a run has shown, in plain sentences. */
final class Narrative {
    private Narrative() {
    }

    static String of(RunData run, Headline headline) {
        Metrics pooled = run.evaluation().last().pooled().predicted();
        int classes = run.classNames().size();
        int experiences = run.evaluation().experiences().size();
        StringBuilder text = new StringBuilder();
        text.append("DiffCont has learned ").append(plural(classes, "product class", "product classes")).append(" in ")
            .append(plural(experiences, "experience", "experiences")).append(" and was then tested on ")
            .append(plural(pooled.normalCount() + pooled.anomalousCount(), "image", "images")).append(", ")
            .append(pooled.anomalousCount()).append(" of them defective. ");
        Value auroc = headline.row("macro_auroc").predicted();
        if (auroc.defined()) {
            text.append(String.format(Locale.ROOT, "Shown a defective and a normal image of one class, it scores the "
                + "defective one higher in %s of the cases", Value.percent(auroc.number())));
            text.append(auroc.hasInterval() ? " (macro AUROC " + auroc.text() + ", 95 % interval ".replace("95",
                String.format(Locale.ROOT, "%.0f", 100 * run.evaluation().last().intervals().level())) + auroc.range()
                + "; guessing gives 0.5)" : "").append(verdict(auroc)).append(' ');
        }
        if (!Double.isNaN(pooled.truePositiveRate()) && !Double.isNaN(pooled.falsePositiveRate())) {
            text.append("At its thresholds it finds ").append(Value.percent(pooled.truePositiveRate()))
                .append(" of the defective images and gives a false alarm on ")
                .append(Value.percent(pooled.falsePositiveRate())).append(" of the normal ones. ");
        }
        Value routing = headline.row("routing_accuracy").predicted();
        if (routing.defined() && classes > 1) {
            text.append("It sends ").append(Value.percent(routing.number())).append(" of the images to the right "
                + "class. ");
        }
        Value forgetting = headline.row("forgetting_auroc").predicted();
        if (forgetting.defined()) {
            text.append("Since they were learned, earlier classes have lost ").append(forgetting.text())
                .append(" of AUROC on average.");
        }
        return text.toString().strip();
    }

    private static String verdict(Value auroc) {
        return auroc.hasInterval() && auroc.interval().low() <= 0.5
            ? ": these images do not tell it from guessing." : ".";
    }

    private static String plural(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
