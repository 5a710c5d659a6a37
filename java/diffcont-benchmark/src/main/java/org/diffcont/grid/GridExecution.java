package org.diffcont.grid;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.diffcont.benchmark.BenchmarkRun;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Dataset;
import org.diffcont.dataset.Datasets;
import org.diffcont.dataset.NormalFolders;
import org.diffcont.error.BusyException;
import org.diffcont.error.OutputException;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.experience.DatasetSettings;
import org.diffcont.files.AtomicFiles;
import org.diffcont.image.DatasetRules;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.NativeException;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;

/**
 * Runs a grid, one run after another or several at once, each in a folder of its own. A run that is finished is not
 * repeated, one that was stopped is continued, and one that another process is at is left to it: several processes may share a grid's folder.
 */
public final class GridExecution {
    private final Grid grid;
    private final Machine machine;
    private final Path folder;
    private final Path data;
    private final String profile;
    /** The data set by what says how it is read. */
    private final Map<List<Object>, Dataset> datasets = new HashMap<>();

    /**
     * @param folder   holds a run folder for each run
     * @param profile  name that the run folders remember
     */
    public GridExecution(Grid grid, Machine machine, Path folder, Path data, String profile) {
        this.machine = machine;
        this.grid = grid;
        this.folder = folder;
        this.data = data;
        this.profile = profile;
    }

    /** What the caller is told. */
    public interface Listener {
        /** A run begins or goes on, in {@code folder}; {@code experiences} is how many it has. */
        void begins(GridRun run, RunFolder folder, int experiences);

        void evaluated(GridRun run, ExperienceEvaluation evaluation);

        /** A run has ended, or was found finished or busy. */
        void ended(RunResult result);
    }

    /**
     * Runs what is not finished. A run that fails for a reason of its own, such as training that diverges, is noted,
     * and the others go on.
     *
     * @return each run's result, in the grid's order
     * @throws UserException before anything is run, when class order or split of a run do not fit the data
     * @throws OutputException when the folder cannot be written
     * @throws CancelledException when asked to stop; the same call goes on from there
     */
    public List<RunResult> run(Progress progress, CancelSignal cancel, Listener listener) {
        for (GridRun run : grid.runs()) {
            BenchmarkRun.stream(dataset(run.settings()).categories(), run.settings());
        }
        AtomicFiles.createFolder(folder);
        List<RunResult> results = new ArrayList<>();
        for (GridRun run : grid.runs()) {
            cancel.throwIfCancelled();
            results.add(result(run, progress, cancel, listener));
            listener.ended(results.getLast());
        }
        // Meanwhile another process may have finished what it was at.
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).evaluation().isEmpty()) {
                results.set(i, again(results.get(i)));
            }
        }
        return results;
    }

    /**
     * As {@link #run(Progress, CancelSignal, Listener)}, with several runs at once, each in a process of its own. The
     * listener is told of beginnings and ends, by one thread at a time, and not of single experiences.
     *
     * @param jobs  most processes at once, at least 1
     */
    public List<RunResult> run(int jobs, RunProcess process, Progress progress, CancelSignal cancel,
            Listener listener) {
        for (GridRun run : grid.runs()) {
            BenchmarkRun.stream(dataset(run.settings()).categories(), run.settings());
        }
        AtomicFiles.createFolder(folder);
        progress.start("runs", grid.runs().size(), "runs");
        List<RunResult> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
            AtomicBoolean stopped = new AtomicBoolean();
            CancelSignal stop = () -> stopped.get() || cancel.isCancelled();
            List<Future<RunResult>> pending = grid.runs().stream().map(run -> pool.submit(() -> {
                RunResult result = apart(run, process, stop, listener);
                synchronized (this) {
                    progress.step(1);
                    listener.ended(result);
                }
                return result;
            })).toList();
            try {
                for (Future<RunResult> result : pending) {
                    results.add(result.get());
                }
            } catch (ExecutionException | InterruptedException e) {
                stopped.set(true);
                pending.forEach(p -> p.cancel(false));
                throw failure(e);
            }
        }
        progress.close();
        return results;
    }

    private static RuntimeException failure(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new CancelledException("interrupted");
        }
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case Throwable cause -> new IllegalStateException(cause);
        };
    }

    /** One run's result, in another process where it is not finished. */
    private RunResult apart(GridRun run, RunProcess process, CancelSignal cancel, Listener listener) {
        cancel.throwIfCancelled();
        Path path = folder.resolve(run.folder());
        Optional<String> problem = Optional.empty();
        BenchmarkRun benchmark;
        synchronized (this) {
            RunFolder runFolder = RunFolder.createOrResume(path, run.settings(), machine, data, profile);
            benchmark = new BenchmarkRun(runFolder, run.settings(), machine, data, dataset(run.settings()));
            if (benchmark.finished().isEmpty()) {
                listener.begins(run, runFolder, benchmark.experiences().size());
            }
        }
        if (benchmark.finished().isEmpty()) {
            problem = process.finish(path, cancel);
        }
        RunResult unfinished = RunResult.unfinished(run, path, problem.orElse("its process ended too soon"));
        return again(unfinished);
    }

    private Dataset dataset(Settings settings) {
        int least = settings.data().minTrain();
        NormalFolders normal = settings.get(DatasetSettings.class).normal();
        return datasets.computeIfAbsent(List.of(least, normal),
            _ -> Datasets.read(data, new DatasetRules(least), normal));
    }

    private RunResult result(GridRun run, Progress progress, CancelSignal cancel, Listener listener) {
        Path path = folder.resolve(run.folder());
        RunFolder runFolder = RunFolder.createOrResume(path, run.settings(), machine, data, profile);
        BenchmarkRun benchmark = new BenchmarkRun(runFolder, run.settings(), machine, data, dataset(run.settings()));
        try {
            RunEvaluation evaluation = benchmark.finished().orElse(null);
            if (evaluation == null) {
                listener.begins(run, runFolder, benchmark.experiences().size());
                evaluation = benchmark.run(progress, cancel, (e, _) -> listener.evaluated(run, e));
            }
            return RunResult.finished(run, runFolder, evaluation);
        } catch (BusyException _) {
            return RunResult.unfinished(run, path, "another process is at it");
        } catch (CancelledException | OutputException e) {
            throw e;
        } catch (UserException | NativeException e) {
            return RunResult.unfinished(run, path, e.getMessage());
        }
    }

    private RunResult again(RunResult result) {
        RunFolder runFolder = RunFolder.open(result.folder());
        Settings settings = result.run().settings();
        return new BenchmarkRun(runFolder, settings, machine, data, dataset(settings)).finished()
            .map(evaluation -> RunResult.finished(result.run(), runFolder, evaluation)).orElse(result);
    }
}
