package org.diffcont.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.diffcont.files.FileNames;
import org.diffcont.nativecore.DetectLibrary;
import org.diffcont.operation.Version;
import org.diffcont.progress.Progress;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** The {@code diffcont} command; its work is in the subcommands. */
@Command(
        name = "diffcont",
        versionProvider = Main.Versions.class,
        mixinStandardHelpOptions = true,
        description = "Continual anomaly detection for industrial inspection.",
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont benchmark",
            "  diffcont learn --model models/line1 --name gear data/gear/train/good",
            "  diffcont score --model models/line1 photos",
            "  diffcont score --help"
        })
public final class Main implements Runnable {
    /** How long an interrupted command may take to finish its step and save. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int HELP_COLUMNS = 100;

    /** Commands that always compute. */
    private static final Set<String> COMPUTING =
            Set.of("score", "learn", "benchmark", "ablate", "compare", "sample", "recalibrate", "verify");

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs a command and ends the process with its {@link ExitCode}. */
    public static void main(String[] args) {
        preload(args);
        ResultStream results = new ResultStream(new FileOutputStream(FileDescriptor.out));
        // JSON is UTF-8, whatever the locale.
        PrintWriter out = new PrintWriter(results, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        InterruptSignal interrupt = InterruptSignal.install(GRACE);
        BenchmarkProcess.endWithParent();
        int status;
        try (Progress progress = ConsoleProgress.forStandardError()) {
            status = run(Arguments.exact(args), new Shell(out, err, progress, interrupt));
        }
        out.flush();
        err.flush();
        if (status == ExitCode.OK.status() && results.failure().isPresent()) {
            err.println("diffcont: cannot write the results: " + results.failure().get().getMessage());
            status = ExitCode.OUTPUT.status();
        }
        interrupt.finished();
        System.exit(status);
    }

    /**
     * Loads the native library beside what Java has to do until the first native call, which takes about as long. What
     * goes wrong shows at that call.
     */
    private static void preload(String[] args) {
        if (args.length > 1 && COMPUTING.contains(args[0]) && !List.of(args).contains("--help")) {
            // Two threads that log while SLF4J starts make it say so on standard error.
            LoggerFactory.getILoggerFactory();
            Thread.ofPlatform().daemon().name("preload").start(DetectLibrary::describe);
        }
    }

    /** Runs a command in this process; never throws. Returns the exit status. */
    static int run(String[] args, Shell shell) {
        try {
            return commandLine(args, shell).execute(args);
        } catch (Throwable e) {
            // picocli hands on what is no Exception, such as OutOfMemoryError.
            return Failures.report(e, shell);
        } finally {
            // Not sooner: an unexpected error's stack trace belongs in the run's log.
            RunLog.detach();
        }
    }

    /** The commands in the order of the help; each is made when it is needed, as that takes 10 ms and more. */
    private static Map<String, Supplier<Object>> commands(Shell shell) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("benchmark", () -> new BenchmarkCommand(shell));
        commands.put("ablate", () -> new AblateCommand(shell));
        commands.put("compare", () -> new CompareCommand(shell));
        commands.put("report", () -> new ReportCommand(shell));
        commands.put("learn", () -> new LearnCommand(shell));
        commands.put("score", () -> new ScoreCommand(shell));
        commands.put("recalibrate", () -> new RecalibrateCommand(shell));
        commands.put("monitor", () -> new MonitorCommand(shell));
        commands.put("sample", () -> new SampleCommand(shell));
        commands.put("dataset",
                () -> new CommandLine(new DatasetCommand()).addSubcommand(new SynthesizeCommand(shell)));
        commands.put("history", () -> new HistoryCommand(shell));
        commands.put("rollback", () -> new RollbackCommand(shell));
        commands.put("verify", () -> new VerifyCommand(shell));
        commands.put("info", () -> new InfoCommand(shell));
        return commands;
    }

    /** @param args the command's name first; where there is no such command, all are offered */
    private static CommandLine commandLine(String[] args, Shell shell) {
        CommandLine line = new CommandLine(new Main());
        Map<String, Supplier<Object>> commands = commands(shell);
        Supplier<Object> named = args.length == 0 ? null : commands.get(args[0]);
        (named == null ? commands.values() : List.of(named)).forEach(each -> line.addSubcommand(each.get()));
        line
                .registerConverter(Path.class, FileNames::path)
                .setExpandAtFiles(false)
                .setOut(shell.out())
                .setErr(shell.err())
                .setParameterExceptionHandler((e, unused) -> usageError(e, shell))
                .setExecutionExceptionHandler((e, command, result) -> {
                    shell.progress().close();
                    return Failures.report(e, shell);
                });
        line.setUsageHelpWidth(HELP_COLUMNS);
        line.getCommandSpec().usageMessage().exitCodeList(ExitCode.meanings());
        return line;
    }

    private static int usageError(ParameterException e, Shell shell) {
        StringBuilder message = new StringBuilder(Failures.oneLine(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
            message.append("; nearest: ").append(String.join(", ", unmatched.getSuggestions()));
        }
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        shell.err().println("diffcont: " + message + "; see '" + command + " --help'");
        return ExitCode.USAGE.status();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    /** What {@code --version} prints. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Version.PROGRAM};
        }
    }
}
