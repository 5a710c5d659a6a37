package org.diffcont.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.diffcont.benchmark.BenchmarkRun;
import org.diffcont.benchmark.LearningLog;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.config.Profiles;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Dataset;
import org.diffcont.dataset.Datasets;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.experience.DatasetSettings;
import org.diffcont.experience.Experience;
import org.diffcont.files.AtomicFiles;
import org.diffcont.image.DatasetRules;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.NativeException;
import org.diffcont.operation.Version;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.report.Report;
import org.diffcont.strategy.StrategySettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Learns the categories of a data set one after another and evaluates after each. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Learn the categories of a data set one after another, and after each test on all learned so far.",
            "Without --data a small synthetic data set is made in runs/demo-data. Ctrl-C stops after the current step; "
                    + "--resume goes on with what the folder has and gives the same results as a run in one go."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont benchmark",
            "  diffcont benchmark --data data/mvtec --profile paper --out runs/paper",
            "  diffcont benchmark --resume --out runs/paper",
            "  diffcont benchmark --data data/mvtec --seed 7 --set experience.order=shuffled"
        })
final class BenchmarkCommand implements Runnable {
    private static final String PROFILE = Profiles.DEFAULT;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--out", paramLabel = "DIR",
            description = "The run's folder; runs/<profile>-<date>-<time> if not given.")
    private Path out;

    @Option(names = "--resume", description = "Continue the run in --out, with its own configuration and data.")
    private boolean resume;

    @Option(names = "--experiences", paramLabel = "N",
            description = "Stop once the run has N experiences; --resume can continue it.")
    private Integer experiences;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    BenchmarkCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        check();
        Settings settings = resume ? configuration.resolveOver(RunFolder.settings(out))
                : configuration.resolve(PROFILE);
        RunFolder.RunOrigin origin = resume ? RunFolder.origin(out)
                : new RunFolder.RunOrigin(data.folder(shell).toString(), configuration.profile().orElse(PROFILE),
                        configuration.machine());
        Path root = data.isGiven() ? data.folder(shell) : Path.of(origin.data());
        Dataset dataset = Datasets.read(root, new DatasetRules(settings.data().minTrain()),
                settings.get(DatasetSettings.class).normal());
        // Before the folder is made: without the native core nothing can be learned.
        Machine machine = MachineOptions.take(resume ? configuration.machineOver(origin.machine())
                : configuration.machine(), shell);
        RunFolder folder = open(settings, machine, origin);
        RunLog.attach(folder.log());
        try {
            BenchmarkRun run = new BenchmarkRun(folder, settings, machine, root, dataset);
            introduce(run, folder, settings, machine, dataset, root, origin.profile());
            learn(run, folder, origin.profile());
        } catch (UserException | NativeException e) {
            if (!resume && !folder.hasProgress()) {
                folder.discard();
            }
            throw e;
        }
    }

    private void check() {
        if (resume && out == null) {
            throw new ParameterException(spec.commandLine(), "--resume needs the run's folder: add --out DIR");
        }
        if (experiences != null && experiences < 1) {
            throw new ParameterException(spec.commandLine(), "--experiences is " + experiences + "; give 1 or more");
        }
    }

    private RunFolder open(Settings settings, Machine machine, RunFolder.RunOrigin origin) {
        if (resume) {
            return RunFolder.resume(out, settings, machine);
        }
        Path target = out != null ? out : Path.of("runs", origin.profile() + "-" + LocalDateTime.now().format(TIME));
        RunFolder folder = RunFolder.create(target, settings);
        folder.remember(Path.of(origin.data()), origin.profile(), machine);
        return folder;
    }

    private void introduce(BenchmarkRun run, RunFolder folder, Settings settings, Machine machine, Dataset dataset,
            Path root, String profile) {
        PrintWriter out = shell.out();
        int classes = run.experiences().stream().mapToInt(e -> e.categories().size()).sum();
        out.printf("DiffCont %s, profile %s, strategy %s: %d classes in %d experiences, from %s (%s)%n", Version.NUMBER,
                profile, settings.get(StrategySettings.class).name().name().toLowerCase(Locale.ROOT), classes,
                run.experiences().size(), root, dataset.layout());
        out.printf("Seed %d; %d threads, %s, %s; run folder %s%n%n", settings.seed(),
                machine.effectiveThreads(), Machine.deviceInUse(),
                machine.inference().name().toLowerCase(Locale.ROOT), folder.path());
        BenchmarkReport.header().forEach(out::println);
    }

    private void learn(BenchmarkRun run, RunFolder folder, String profile) {
        int total = run.experiences().size();
        int before = Files.exists(folder.metrics()) ? MetricsJson.read(folder.metrics()).experiences().size() : 0;
        AtomicInteger done = new AtomicInteger();
        Progress progress = new LabelledProgress(shell.progress(), () -> label(run.experiences(), done.get()));
        CancelSignal cancel = () -> shell.cancel().isCancelled() || experiences != null && done.get() >= experiences;
        boolean complete = true;
        try {
            run.run(progress, cancel, (evaluation, count) -> {
                shell.out().println(BenchmarkReport.line(evaluation, count));
                // A resumed run first tells of what it has already.
                if (done.incrementAndGet() > before && evaluation.index() < count - 1) {
                    writeReport(folder);
                }
            });
        } catch (CancelledException e) {
            if (shell.cancel().isCancelled()) {
                throw new CancelledException("interrupted after %d of %d experiences; continue with: %s".formatted(
                        done.get(), total, resumeCommand(folder)));
            }
            complete = false;
        } finally {
            shell.progress().close();
        }
        BenchmarkReport.legend().forEach(shell.out()::println);
        shell.out().println();
        shell.out().print(BenchmarkReport.summary(MetricsJson.read(folder.metrics()),
                MetricsJson.readPixels(folder.metrics()), profile));
        printReplay(folder);
        writeReport(folder);
        conclude(run, folder, complete);
    }

    /** The results are safe already: a report that fails must not end the run. */
    private void writeReport(RunFolder folder) {
        try {
            AtomicFiles.write(folder.report(), Report.of(List.of(folder.path())).html());
        } catch (UserException e) {
            shell.err().println("diffcont: no report was written: " + Failures.oneLine(e.getMessage()));
        }
    }

    /** The last experience's replay: how well the model remembers each old class. */
    private void printReplay(RunFolder folder) {
        List<ReplayBuffer.ClassReplay> replay = LearningLog.read(folder.learning()).getLast().replay();
        if (!replay.isEmpty()) {
            shell.out().println();
            shell.out().print(ReplayTable.of(replay));
        }
    }

    private void conclude(BenchmarkRun run, RunFolder folder, boolean complete) {
        PrintWriter out = shell.out();
        out.println();
        out.printf("Report: %s%n", folder.report());
        out.printf("In %s: metrics.json, scores.csv (every image), losses.csv (every step),%n"
                + "  learning.json (replay, times), heatmaps/*.png, replay/*.png, model/%n", folder.path());
        if (run.skippedImages() > 0) {
            out.printf("%d images could not be read and were skipped; %s names them.%n", run.skippedImages(),
                    folder.log());
        }
        if (!complete) {
            out.printf("Stopped as asked; continue with: %s%n", resumeCommand(folder));
        }
    }

    private static String resumeCommand(RunFolder folder) {
        return "diffcont benchmark --resume --out " + folder.path();
    }

    private static String label(List<Experience> experiences, int index) {
        if (index >= experiences.size()) {
            return "";
        }
        return "%d/%d %s: ".formatted(index + 1, experiences.size(),
                experiences.get(index).categories().getFirst().name());
    }
}
