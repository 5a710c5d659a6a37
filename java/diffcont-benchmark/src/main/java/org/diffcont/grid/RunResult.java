package org.diffcont.grid;

import java.nio.file.Path;
import java.util.Optional;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.evaluate.RunCosts;
import org.diffcont.evaluate.RunEvaluation;

/**
 * How one run of a grid stands.
 *
 * @param folder     its run folder
 * @param evaluation its results; empty unless it is finished
 * @param bytes      of its model after the last experience: what is kept from one experience to the next; 0 unless
 *                   finished
 * @param costs      unknown unless finished
 * @param problem    why it is not finished; empty where it is
 */
public record RunResult(GridRun run, Path folder, Optional<RunEvaluation> evaluation, long bytes, RunCosts costs,
                        String problem) {
    static RunResult finished(GridRun run, RunFolder folder, RunEvaluation evaluation) {
        return new RunResult(run, folder.path(), Optional.of(evaluation), folder.model().bytes(),
            MetricsJson.readCosts(folder.metrics()), "");
    }

    static RunResult unfinished(GridRun run, Path folder, String problem) {
        return new RunResult(run, folder, Optional.empty(), 0, RunCosts.UNKNOWN, problem);
    }
}
