package org.diffcont.grid;

import java.nio.file.Path;
import java.util.Optional;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;

/** Continues a run to its end in a process of its own. */
@FunctionalInterface
public interface RunProcess {
    /**
     * Starts the process and waits for its end; called by several threads at once.
     *
     * @param run     the run's folder, which holds its configuration and where its data are
     * @param cancel  ends the process, which leaves a run that can be continued
     * @return the reason for which the run is not finished; empty when it is
     * @throws CancelledException when asked to stop; the process has ended
     */
    Optional<String> finish(Path run, CancelSignal cancel);
}
