package org.diffcont.cli;

import java.util.function.Supplier;
import org.diffcont.progress.Progress;

/** Puts where the work is before the name of each task. */
record LabelledProgress(Progress shown, Supplier<String> label) implements Progress {
    @Override
    public void start(String task, long total, String unit) {
        shown.start(label.get() + task, total, unit);
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
