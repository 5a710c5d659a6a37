package org.diffcont.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import org.diffcont.run.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

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

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs a command and ends the process with its {@link ExitCode}. */
    public static void main(String[] args) {
        ResultStream results = new ResultStream(new FileOutputStream(FileDescriptor.out));
        PrintWriter out = new PrintWriter(results, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true);
        InterruptSignal interrupt = InterruptSignal.install(GRACE);
        BenchmarkProcess.endWithParent();
        int status;
        try (ConsoleProgress progress = ConsoleProgress.forStandardError()) {
            status = run(args, new Shell(out, err, progress, interrupt));
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

    /** Runs a command in this process; never throws. Returns the exit status. */
    static int run(String[] args, Shell shell) {
        try {
            return commandLine(shell).execute(args);
        } catch (Throwable e) {
            // picocli hands on what is no Exception, such as OutOfMemoryError.
            return Failures.report(e, shell);
        } finally {
            // Not sooner: an unexpected error's stack trace belongs in the run's log.
            RunLog.detach();
        }
    }

    private static CommandLine commandLine(Shell shell) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new BenchmarkCommand(shell))
                .addSubcommand(new AblateCommand(shell))
                .addSubcommand(new CompareCommand(shell))
                .addSubcommand(new ReportCommand(shell))
                .addSubcommand(new LearnCommand(shell))
                .addSubcommand(new ScoreCommand(shell))
                .addSubcommand(new RecalibrateCommand(shell))
                .addSubcommand(new MonitorCommand(shell))
                .addSubcommand(new SampleCommand(shell))
                .addSubcommand(new CommandLine(new DatasetCommand()).addSubcommand(new SynthesizeCommand(shell)))
                .addSubcommand(new HistoryCommand(shell))
                .addSubcommand(new RollbackCommand(shell))
                .addSubcommand(new VerifyCommand(shell))
                .addSubcommand(new InfoCommand(shell))
                .setExpandAtFiles(false)
                .setOut(shell.out())
                .setErr(shell.err())
                .setParameterExceptionHandler((e, args) -> usageError(e, shell))
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
