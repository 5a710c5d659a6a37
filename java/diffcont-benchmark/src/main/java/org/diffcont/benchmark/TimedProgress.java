package org.diffcont.benchmark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffcont.progress.Progress;

/** Passes progress on and adds up the wall seconds of each task. */
public final class TimedProgress implements Progress {
    private final Progress inner;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private String task;
    private long start;

    /**
     * A progress that hands on.
     *
     * @param inner where it goes
     */
    public TimedProgress(Progress inner) {
        this.inner = inner;
    }

    /**
     * What was measured so far.
     *
     * @return seconds by task, in the order they were first started
     */
    public Map<String, Double> seconds() {
        // Map.copyOf would lose the order.
        return Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }

    @Override
    public void start(String name, long total, String unit) {
        end();
        task = name;
        start = System.nanoTime();
        inner.start(name, total, unit);
    }

    @Override
    public void step(long count) {
        inner.step(count);
    }

    @Override
    public void message(String text) {
        inner.message(text);
    }

    @Override
    public void close() {
        end();
        inner.close();
    }

    private void end() {
        if (task != null) {
            seconds.merge(task, (System.nanoTime() - start) / 1e9, Double::sum);
            task = null;
        }
    }
}
