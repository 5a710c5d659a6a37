package org.diffcont.grid;

import java.nio.file.Path;
import java.util.Optional;
import org.diffcont.evaluate.RunEvaluation;

/**
 * How one run of a grid stands.
 *
 * @param folder     its run folder
 * @param evaluation its results; empty unless it is finished
 * @param bytes      of its model after the last experience: what is kept from one experience to the next; 0 unless
 *                   finished
 * @param problem    why it is not finished; empty where it is
 */
public record RunResult(GridRun run, Path folder, Optional<RunEvaluation> evaluation, long bytes, String problem) {
    static RunResult finished(GridRun run, Path folder, RunEvaluation evaluation, long bytes) {
        return new RunResult(run, folder, Optional.of(evaluation), bytes, "");
    }

    static RunResult unfinished(GridRun run, Path folder, String problem) {
        return new RunResult(run, folder, Optional.empty(), 0, problem);
    }
}
