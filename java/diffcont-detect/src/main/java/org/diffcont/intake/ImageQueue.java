package org.diffcont.intake;

import java.util.List;
import org.diffcont.progress.CancelSignal;

/** Files that wait to be scored. */
public interface ImageQueue extends AutoCloseable {
    /**
     * Takes files in order: waits for one, then adds those that are there already. So a batch is one image while images
     * come slowly, and grows when they queue.
     *
     * @param most  files taken at most, at least 1
     * @return at least one file; none at the end, or once {@code cancel} says so
     * @throws org.diffcont.error.DataException when the place that files come from cannot be read any more
     */
    List<Arrival> next(int most, CancelSignal cancel);

    /**
     * Writes a file's result, in the order in which the files were taken. A queue that keeps a journal notes it there.
     *
     * @param line  writes it, down to the file that takes it
     */
    default void write(Arrival arrival, Runnable line) {
        line.run();
    }

    @Override
    void close();
}
