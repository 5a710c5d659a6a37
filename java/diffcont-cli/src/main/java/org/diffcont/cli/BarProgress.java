package org.diffcont.cli;

import java.nio.charset.Charset;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.diffcont.progress.Progress;

/** A bar with the time left, drawn in place; it disappears when its task ends. */
final class BarProgress implements Progress {
    private static final int REDRAW_MILLIS = 250;

    private ProgressBar bar;

    @Override
    public synchronized void start(String task, long total, String unit) {
        close();
        Charset charset = Charset.forName(System.getProperty("stderr.encoding", "US-ASCII"));
        boolean unicode = charset.newEncoder().canEncode('█');
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total > 0 ? total : -1)
                .setUnit(" " + unit, 1)
                .setStyle(unicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(new Line())
                .build();
    }

    @Override
    public synchronized void step(long count) {
        if (bar != null) {
            bar.stepBy(count);
        }
    }

    @Override
    public synchronized void message(String text) {
        if (bar != null) {
            bar.setExtraMessage(" " + text);
        }
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
            StandardError.clearBar();
        }
    }

    private static final class Line implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            // The last column stays free: some terminals wrap as soon as it is filled.
            return Terminal.columns() - 1;
        }

        @Override
        public void accept(String rendered) {
            StandardError.bar(rendered);
        }

        @Override
        public void close() {
            StandardError.clearBar();
        }
    }
}
