package org.diffcont.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.files.AtomicFiles;
import org.diffcont.grid.Grid;
import org.diffcont.grid.GridExecution;
import org.diffcont.grid.GridFiles;
import org.diffcont.grid.GridRun;
import org.diffcont.grid.GridTable;
import org.diffcont.grid.RunResult;
import org.diffcont.machine.Machine;
import org.diffcont.progress.CancelledException;
import org.diffcont.report.Report;

/** Runs a grid before a person: a line a run, each run's log and report, then the table. */
final class GridSession implements GridExecution.Listener {
    private final Shell shell;
    private final Grid grid;
    private final GridOptions options;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger experience = new AtomicInteger();
    private final Set<GridRun> learned = new HashSet<>();
    private int experiences;

    GridSession(Shell shell, Grid grid, GridOptions options) {
        this.shell = shell;
        this.grid = grid;
        this.options = options;
    }

    void run() {
        int jobs = options.jobs();
        Path data = options.data().folder(shell);
        // Before a folder is made: without the native core nothing can be learned.
        Machine machine = MachineOptions.take(options.configuration().machine(), shell);
        shell.out().printf("%d points, %d runs, from %s; folder %s%n", grid.points().size(), grid.runs().size(), data,
                options.out());
        List<RunResult> results;
        try {
            GridExecution execution = new GridExecution(grid, machine, options.out(), data, options.profile());
            results = jobs == 1
                    ? execution.run(new LabelledProgress(shell.progress(), this::label), shell.cancel(), this)
                    : execution.run(jobs, new BenchmarkProcess(machine, jobs), shell.progress(), shell.cancel(), this);
        } catch (CancelledException e) {
            throw new CancelledException("interrupted after %d of %d runs; the same command goes on from here"
                    .formatted(done.get(), grid.runs().size()));
        } finally {
            shell.progress().close();
        }
        GridTable table = GridTable.of(grid, results);
        GridFiles.write(options.out(), table);
        shell.out().println();
        shell.out().print(GridText.of(table));
        writePage(table);
        conclude(results);
    }

    private String label() {
        return "%d/%d, experience %d/%d: ".formatted(done.get() + 1, grid.runs().size(), experience.get() + 1,
                experiences);
    }

    @Override
    public void begins(GridRun run, RunFolder folder, int count) {
        learned.add(run);
        if (options.jobs() == 1) {
            RunLog.attach(folder.log());
            experience.set(0);
            experiences = count;
        }
    }

    @Override
    public void evaluated(GridRun run, ExperienceEvaluation evaluation) {
        experience.incrementAndGet();
    }

    @Override
    public void ended(RunResult result) {
        RunLog.detach();
        int number = done.incrementAndGet();
        String state = result.evaluation().map(run -> String.format(Locale.ROOT, "macro AUROC %.3f%s",
                run.last().macro().predicted().auroc(),
                        learned.contains(result.run()) ? "" : ", was finished"))
                .orElse(Failures.oneLine(result.problem()));
        shell.out().printf("%" + Integer.toString(grid.runs().size()).length() + "d/%d  %s  %s%n", number,
                grid.runs().size(), result.run().folder(), state);
        // A run in a process of its own writes its own report.
        if (options.jobs() == 1 && learned.contains(result.run()) && result.evaluation().isPresent()) {
            write(result.folder().resolve("report.html"), () -> Report.of(List.of(result.folder())));
        }
    }

    private void writePage(GridTable table) {
        if (table.rows().stream().filter(row -> row.finished() > 0).count() > 1) {
            write(options.out().resolve("comparison.html"), () -> Report.of(table));
        }
    }

    /** The results are safe already: a report that fails must not end the grid. */
    private void write(Path file, Supplier<Report> report) {
        try {
            AtomicFiles.write(file, report.get().html());
        } catch (UserException e) {
            shell.err().println("diffcont: no report was written: " + Failures.oneLine(e.getMessage()));
        }
    }

    private void conclude(List<RunResult> results) {
        Path page = options.out().resolve("comparison.html");
        shell.out().printf("%nIn %s: grid.json, grid.csv, %sand a run folder for each run.%n", options.out(),
                Files.exists(page) ? "comparison.html, " : "");
        List<RunResult> unfinished = results.stream().filter(result -> result.evaluation().isEmpty()).toList();
        if (!unfinished.isEmpty()) {
            throw new UserException("%d of %d runs are not finished: %s: %s; the same command goes on with them"
                    .formatted(unfinished.size(), results.size(), unfinished.getFirst().run().folder(),
                            unfinished.getFirst().problem()));
        }
    }
}
