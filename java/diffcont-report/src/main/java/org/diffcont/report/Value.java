package org.diffcont.report;

import java.util.Locale;
import org.diffcont.evaluate.Interval;

/**
 * A figure that may be undefined, and then says why.
 *
 * @param number    NaN where undefined
 * @param interval  its confidence interval; null where it has none
 * @param undefined why there is no number; shown only then
 */
record Value(double number, Interval interval, String undefined) {
    static final String MISSING = "–";

    static Value of(double number, String undefined) {
        return new Value(number, null, undefined);
    }

    static Value of(double number, Interval interval, String undefined) {
        return new Value(number, interval, undefined);
    }

    static Value none(String reason) {
        return new Value(Double.NaN, null, reason);
    }

    boolean defined() {
        return !Double.isNaN(number);
    }

    boolean hasInterval() {
        return defined() && interval != null && !Double.isNaN(interval.low());
    }

    String text() {
        return text(number);
    }

    String range() {
        return hasInterval() ? text(interval.low()) + " to " + text(interval.high()) : "";
    }

    /** Three digits after the point; "–" for NaN. */
    static String text(double number) {
        if (Double.isNaN(number)) {
            return MISSING;
        }
        String text = String.format(Locale.ROOT, "%.3f", number);
        return text.equals("-0.000") ? "0.000" : text;
    }

    /** As {@link #text(double)}, with a sign in front. */
    static String signed(double number) {
        String text = text(Math.abs(number));
        return Double.isNaN(number) || text.equals("0.000") ? text : (number < 0 ? "−" : "+") + text;
    }

    /** Four significant digits, for figures of any size; whole where they are large. */
    static String significant(double number) {
        if (Double.isNaN(number)) {
            return MISSING;
        }
        boolean large = Math.abs(number) >= 1e3 && Math.abs(number) < 1e7;
        return String.format(Locale.ROOT, large ? "%.0f" : "%.4g", number);
    }

    /** In whole percent; neither none nor all where it is only nearly so. */
    static String percent(double share) {
        if (Double.isNaN(share)) {
            return MISSING;
        }
        if (share > 0 && share < 0.005) {
            return "under 1 %";
        }
        return share < 1 && share >= 0.995 ? "over 99 %" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** "3 of 20": a share of so few images says more as a count. */
    static String count(double share, int of) {
        return of == 0 || Double.isNaN(share) ? MISSING : Math.round(share * of) + " of " + of;
    }

    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000 ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
