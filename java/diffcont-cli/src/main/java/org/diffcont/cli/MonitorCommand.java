package org.diffcont.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.diffcont.error.DataException;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.monitor.ClassReport;
import org.diffcont.monitor.Monitor;
import org.diffcont.monitor.ScoreLog;
import org.diffcont.monitor.Share;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says from score logs whether a model still works as it was calibrated. */
@Command(
        name = "monitor",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Read score logs and warn of a class whose alarms leave their target or whose normal scores drift.",
            "For each class: the share of alarms against the target, the scores of normal-looking images (those below "
                    + "the threshold) against the ones the threshold was set on, by a Kolmogorov-Smirnov test, and the "
                    + "share of unknown images. A log says nothing of which alarms are real: many defects on the line "
                    + "raise the alarms too. Images scored with another calibration of their class, and those of "
                    + "classes with fewer than 20 images, give no warnings.",
            "Exit code: 0 when all is well, 11 when there is a warning, 4 when a log cannot be read."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont monitor --model models/line1 scores.jsonl",
            "  diffcont monitor --model models/line1 --last 500 --format json monday.csv tuesday.csv"
        })
final class MonitorCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "LOG",
            description = "Files that score --format csv or jsonl wrote, the oldest first.")
    private List<Path> logs;

    @Option(names = "--model", required = true, paramLabel = "DIR",
            description = "The model that the images were scored with.")
    private Path model;

    @Option(names = "--last", paramLabel = "N", defaultValue = "1000",
            description = "Only the newest N images of each class count; ${DEFAULT-VALUE} if not given.")
    private int last;

    @Option(names = "--confidence", paramLabel = "P", defaultValue = "0.99",
            description = "Of intervals and tests, between 0 and 1; ${DEFAULT-VALUE} if not given.")
    private double confidence;

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private Format format = Format.TABLE;

    private enum Format {
        TABLE, JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    MonitorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (last < 1 || !(confidence > 0 && confidence < 1)) {
            throw new ParameterException(spec.commandLine(), "--last is at least 1 and --confidence between 0 and 1");
        }
        List<ClassReport> reports = reports();
        if (reports.isEmpty()) {
            throw new DataException("the score logs hold no scores; give files that score --format csv or jsonl wrote");
        }
        List<String> warnings = reports.stream().flatMap(r -> r.warnings().stream()).toList();
        if (format == Format.JSON) {
            shell.out().println(json(Map.of("warnings", !warnings.isEmpty(), "classes", reports)));
        } else {
            print(reports, warnings);
        }
        return warnings.isEmpty() ? ExitCode.OK.status() : ExitCode.DRIFT_FOUND.status();
    }

    private List<ClassReport> reports() {
        try (ModelFolder.Stored stored = new ModelFolder(model).load(Machine.defaults())) {
            Monitor monitor = new Monitor(stored.model().detector().classes(), stored.settings(), last, confidence);
            logs.forEach(log -> ScoreLog.read(log, monitor::add));
            return monitor.reports();
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("reports can always be written as JSON", e);
        }
    }

    private void print(List<ClassReport> reports, List<String> warnings) {
        Table table = new Table("class", "images", "alarms", "target", "shift of normals", "p", "unknown",
                "other calibration");
        for (ClassReport r : reports) {
            table.row(r.className(), r.images(), share(r.alarms()), r.target(),
                    r.drift() == null ? null : (r.drift().up() ? "+" : "-") + Table.text(r.drift().difference()),
                    r.drift() == null ? null : String.format(Locale.ROOT, "%.2g", r.drift().pValue()),
                    share(r.unknown()), r.passedOver());
        }
        shell.out().print(table);
        shell.out().println();
        warnings.forEach(w -> shell.out().println("Warning: " + w + "."));
        if (reports.stream().allMatch(r -> r.images() == 0)) {
            shell.out().println("Nothing can be said: all images were scored with another calibration of their class.");
        } else if (warnings.isEmpty()) {
            shell.out().println("Nothing to warn of.");
        }
    }

    private static String share(Share share) {
        return share.of() == 0 ? "–" : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", share.value(), share.low(),
                share.high());
    }
}
