package org.diffcont.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.diffcont.progress.Progress;

/** Progress as plain lines, at most one an interval; a task shorter than that prints nothing. */
final class LineProgress implements Progress {
    private final Consumer<String> lines;
    private final long interval;
    private final LongSupplier nanoClock;

    private String task;
    private String unit;
    private String message;
    private long total;
    private long done;
    private long started;
    private long lastLine;
    private boolean printed;

    LineProgress(Consumer<String> lines, Duration interval, LongSupplier nanoClock) {
        this.lines = lines;
        this.interval = interval.toNanos();
        this.nanoClock = nanoClock;
    }

    @Override
    public synchronized void start(String newTask, long newTotal, String newUnit) {
        close();
        task = newTask;
        total = newTotal;
        unit = newUnit;
        message = "";
        done = 0;
        started = nanoClock.getAsLong();
        lastLine = started;
        printed = false;
    }

    @Override
    public synchronized void step(long count) {
        if (task == null) {
            return;
        }
        done += count;
        long now = nanoClock.getAsLong();
        if (now - lastLine >= interval) {
            lastLine = now;
            printed = true;
            lines.accept(state(now) + (message.isEmpty() ? "" : ", " + message));
        }
    }

    @Override
    public synchronized void message(String text) {
        message = text;
    }

    @Override
    public synchronized void close() {
        if (task != null && printed) {
            lines.accept("%s: %d %s in %s".formatted(task, done, unit, time(nanoClock.getAsLong() - started)));
        }
        task = null;
    }

    private String state(long now) {
        if (total <= 0) {
            return "%s: %d %s".formatted(task, done, unit);
        }
        String state = String.format(Locale.ROOT, "%s: %d/%d %s (%d %%)", task, done, total, unit, 100 * done / total);
        if (done > 0 && done < total) {
            state += ", " + time((long) ((now - started) * ((double) (total - done) / done))) + " left";
        }
        return state;
    }

    private static String time(long nanos) {
        long seconds = Math.round(nanos / 1e9);
        return seconds < 3600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
