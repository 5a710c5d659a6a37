package org.diffcont.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.diffcont.progress.CancelSignal;

/**
 * Comes with Ctrl-C (or a plain kill). The JVM then waits, up to a limit, until the command has finished its step and
 * saved; it ends with 130 (or 143).
 */
final class InterruptSignal implements CancelSignal {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean cancelled;

    private InterruptSignal() {}

    /** @param grace how long the command may go on after the signal */
    static InterruptSignal install(Duration grace) {
        InterruptSignal signal = new InterruptSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> signal.await(grace), "interrupt"));
        return signal;
    }

    private void await(Duration grace) {
        if (done.getCount() == 0) {
            return;
        }
        StandardError.line("diffcont: interrupted; finishing this step, at most " + grace.toSeconds() + " seconds");
        cancelled = true;
        try {
            if (!done.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                StandardError.line("diffcont: the step took too long and was cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command is over, however it ended; to be called before {@link System#exit}. */
    void finished() {
        done.countDown();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
