package org.diffcont.monitor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.error.DataException;
import org.diffcont.monitor.ScoreLog.Called;
import org.diffcont.monitor.ScoreLog.Entry;

/** Gathers scores in the order of time, and says of each class whether its alarms and scores are as they should be. */
public final class Monitor {
    /** Fewer images say nothing. */
    private static final int FEWEST = 20;
    /** A smaller shift is of no use to anybody, however sure. */
    private static final double MATERIAL = 0.1;

    private final Map<String, Newest> classes = new LinkedHashMap<>();
    private final double target;
    private final double unknownLimit;
    private final int last;
    private final double confidence;

    /** The newest scores of a class. */
    private static final class Newest {
        private final ClassDetector detector;
        private final Deque<Entry> entries = new ArrayDeque<>();
        private long passedOver;

        Newest(ClassDetector detector) {
            this.detector = detector;
        }
    }

    /**
     * @param detectors   the model's classes
     * @param last        how many of each class's newest images count, at least 1
     * @param confidence  of intervals and tests, in (0, 1)
     */
    public Monitor(List<ClassDetector> detectors, Settings settings, int last, double confidence) {
        detectors.forEach(d -> classes.put(d.name(), new Newest(d)));
        this.target = settings.threshold().falsePositiveRate();
        this.unknownLimit = settings.routing().findsUnknown() ? settings.routing().unknownRate() : 0;
        this.last = last;
        this.confidence = confidence;
    }

    /**
     * Takes the next score.
     *
     * @throws DataException when the model has no such class
     */
    public void add(Entry entry) {
        Newest newest = classes.get(entry.className());
        if (newest == null) {
            throw new DataException("the scores are of a class \"" + entry.className() + "\" that the model does not "
                + "know; give the model that they were made with");
        }
        if (entry.threshold() != newest.detector.thresholdDistance()) {
            newest.passedOver++;
            return;
        }
        newest.entries.add(entry);
        if (newest.entries.size() > last) {
            newest.entries.remove();
        }
    }

    /** A report for each class with scores, in the model's order. */
    public List<ClassReport> reports() {
        return classes.values().stream().filter(n -> !n.entries.isEmpty() || n.passedOver > 0).map(this::report)
            .toList();
    }

    private ClassReport report(Newest newest) {
        List<Entry> known = newest.entries.stream().filter(e -> e.called() != Called.UNKNOWN).toList();
        int images = newest.entries.size();
        Share alarms = Share.of((int) newest.entries.stream().filter(e -> e.called() != Called.NORMAL).count(), images,
            confidence);
        Share unknown = Share.of(images - known.size(), images, confidence);
        Drift drift = Drift.of(known.stream().mapToDouble(Entry::distance).toArray(), newest.detector);
        return new ClassReport(newest.detector.name(), images, newest.passedOver, target, alarms, unknownLimit, unknown,
            drift, images < FEWEST ? List.of() : warnings(newest.detector.name(), alarms, unknown, drift));
    }

    private List<String> warnings(String name, Share alarms, Share unknown, Drift drift) {
        List<String> warnings = new ArrayList<>();
        boolean drifted = drift != null && drift.pValue() < 1 - confidence && drift.difference() >= MATERIAL;
        String moved = drifted ? String.format(Locale.ROOT, "its normal-looking images score %s than those it was "
            + "calibrated on (shares differ by up to %.2f, p = %.1g)", drift.up() ? "higher" : "lower",
            drift.difference(), drift.pValue()) : "";
        if (alarms.low() > target) {
            warnings.add(name + ": " + text(alarms) + " alarm, the target is " + percent(target) + "; "
                + (drifted ? moved + ": the camera, the light or the product has changed. Recalibrate it on new normal "
                + "images" : (drift == null ? "" : "its normal-looking images score much as they did: ")
                + "look at the alarms; they may be real defects, and if they are not, recalibrate the class"));
        } else if (alarms.high() < target) {
            warnings.add(name + ": only " + text(alarms) + " alarm, the target is " + percent(target)
                + (drifted ? "; " + moved : "") + ". The threshold is too high for these images and defects may be "
                + "missed: recalibrate it on new normal images");
        } else if (drifted) {
            warnings.add(name + ": " + moved + ", though alarms are on target. Look for what has changed, and "
                + "recalibrate it if it stays so");
        }
        if (unknownLimit > 0 && unknown.low() > unknownLimit) {
            warnings.add(name + ": " + text(unknown) + " nearest to it are called unknown, " + percent(unknownLimit)
                + " are expected. Either products that were never learned are on the line, or this one has changed: "
                + "learn them, or recalibrate it");
        }
        return warnings;
    }

    private String text(Share share) {
        return String.format(Locale.ROOT, "%s of %d images (%.0f %% interval %s to %s)", percent(share.value()),
            share.of(), 100 * confidence, percent(share.low()), percent(share.high()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
