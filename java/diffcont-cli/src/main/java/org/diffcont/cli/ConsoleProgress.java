package org.diffcont.cli;

import java.time.Duration;
import org.diffcont.progress.Progress;

/** Progress on standard error: a bar on a terminal, now and then a line elsewhere. */
final class ConsoleProgress {
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);

    private ConsoleProgress() {
    }

    static Progress forStandardError() {
        return Terminal.isStandardError()
                ? new BarProgress()
                : new LineProgress(StandardError::line, LINE_INTERVAL, System::nanoTime);
    }
}
