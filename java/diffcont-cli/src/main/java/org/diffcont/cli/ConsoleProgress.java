package org.diffcont.cli;

import java.time.Duration;
import org.diffcont.progress.Progress;

/** Progress on standard error: a bar on a terminal, now and then a line elsewhere. */
final class ConsoleProgress implements Progress {
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);

    private final Progress shown;

    private ConsoleProgress(Progress shown) {
        this.shown = shown;
    }

    static ConsoleProgress forStandardError() {
        return new ConsoleProgress(Terminal.isStandardError()
                ? new BarProgress()
                : new LineProgress(StandardError::line, LINE_INTERVAL, System::nanoTime));
    }

    @Override
    public void start(String task, long total, String unit) {
        shown.start(task, total, unit);
    }

    @Override
    public void step(long count) {
        shown.step(count);
    }

    @Override
    public void message(String text) {
        shown.message(text);
    }

    @Override
    public void close() {
        shown.close();
    }
}
