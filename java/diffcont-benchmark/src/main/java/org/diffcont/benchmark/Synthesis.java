package org.diffcont.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import org.diffcont.error.OutputException;
import org.diffcont.error.UserException;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;

/** Writes a synthetic data set with progress; it can be stopped, and leaves nothing then. */
public final class Synthesis {
    private Synthesis() {
    }

    /**
     * Writes the data set.
     *
     * @param threads  1 or more
     * @throws UserException when the folder holds something else, or (an OutputException) cannot be written
     * @throws CancelledException when stopped
     */
    public static void write(Path out, SynthesisSettings settings, int threads, Progress progress,
            CancelSignal cancel) {
        progress.start("Synthesizing", SyntheticDataset.imageCount(settings), "images");
        try {
            SyntheticDataset.write(out, settings, threads, (category, done, total) -> {
                cancel.throwIfCancelled();
                progress.step(1);
                progress.message(category);
            });
        } catch (UserException e) {
            // On Ctrl-C the data set's folder vanishes under its writers, who then complain about that.
            if (cancel.isCancelled()) {
                throw new CancelledException("interrupted; nothing was written to " + out);
            }
            throw e.getCause() instanceof IOException ? new OutputException(e.getMessage(), e) : e;
        } finally {
            progress.close();
        }
    }
}
