package org.diffcont.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of a run, or of several compared. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Write a benchmark run's report: one HTML file to read in a browser, without a network.",
            "Of several runs, compare them; the first is the one that the others are held against."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont report runs/mine",
            "  diffcont report runs/paper runs/mine --output comparison.html",
            "  diffcont report runs/mine --csv headline.csv --latex headline.tex"
        })
final class ReportCommand implements Runnable {
    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders that benchmark wrote.")
    private List<Path> runs;

    @Option(names = {"--output", "--out"}, paramLabel = "FILE",
            description = "The page; RUN/report.html if not given. Several runs need it.")
    private Path output;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the headline figures as CSV too.")
    private Path csv;

    @Option(names = "--latex", paramLabel = "FILE", description = "Write the headline table in LaTeX too.")
    private Path latex;

    ReportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        if (runs.size() > 1 && output == null) {
            throw new ParameterException(spec.commandLine(),
                    "several runs are compared in a page of their own: add --output FILE");
        }
        Stream.of(output, csv, latex).filter(Objects::nonNull).forEach(OutputFile::check);
        Report report = Report.of(runs);
        Path page = output != null ? output : RunFolder.open(runs.getFirst()).report();
        write(page, report.html());
        if (csv != null) {
            write(csv, report.csv());
        }
        if (latex != null) {
            write(latex, report.latex());
        }
    }

    private void write(Path file, String text) {
        OutputFile.write(file, text);
        shell.err().println("Written: " + file);
    }
}
