package org.diffcont.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diffcont.dataset.ImageFiles;
import org.diffcont.error.DataException;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.run.Scoring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scores images with a model. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Say of images how unusual they are, and whether that makes them anomalous.",
            "Columns: path; class whose model decided; distance to it; log-survival, -log(1 - outlier probability), "
                    + "which ranks images; outlier probability, 0 to 1; threshold, the distance above which an image "
                    + "is anomalous; decision, normal or anomalous.",
            "An image that cannot be read is named on standard error, counted and left out; the exit code is 4 when "
                    + "none is left, or with --strict. Anomalous images alone do not change the exit code 0, but with "
                    + "--fail-on-anomaly it is 10."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont score --model runs/demo/model photos",
            "  diffcont score --model models/line1 --class gear --format json gear-0815.png",
            "  diffcont score --model models/line1 --format csv --out scores.csv --fail-on-anomaly photos"
        })
final class ScoreCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Images, or folders whose images are all scored.")
    private List<Path> paths;

    @Option(names = "--model", required = true, paramLabel = "DIR",
            description = "The folder that learn made, or the folder model of a run.")
    private Path model;

    @Option(names = "--class", paramLabel = "NAME",
            description = "The class all images belong to; without it the model chooses for each.")
    private String className;

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private ScoreFormat format = ScoreFormat.TABLE;

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to standard output.")
    private Path out;

    @Option(names = "--fail-on-anomaly", description = "End with exit code 10 when an image is anomalous.")
    private boolean failOnAnomaly;

    @Option(names = "--strict", description = "Stop at an image that cannot be read, instead of skipping it.")
    private boolean strict;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use; 0, the default, takes all cores.")
    private int threads;

    ScoreCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (out != null) {
            OutputFile.check(out);
        }
        List<Path> files = ImageFiles.list(paths.toArray(Path[]::new));
        NativeRuntime.setThreads(threads);
        Scoring.Result result;
        try (Scoring scoring = new Scoring(new ModelFolder(model), strict)) {
            result = scoring.score(files, Optional.ofNullable(className), shell.progress(), shell.cancel());
        } finally {
            shell.progress().close();
        }
        if (result.scored().isEmpty()) {
            throw new DataException("none of the %d images could be read; nothing was scored".formatted(files.size()));
        }
        String text = format.write(result.scored());
        if (out == null) {
            shell.out().print(text);
        } else {
            OutputFile.write(out, text);
        }
        long anomalous = result.scored().stream().filter(s -> s.decision().anomalous()).count();
        report(result, anomalous);
        return failOnAnomaly && anomalous > 0 ? ExitCode.ANOMALIES_FOUND.status() : ExitCode.OK.status();
    }

    /** On standard error, so that the result stays a table, JSON or CSV and nothing else. */
    private void report(Scoring.Result result, long anomalous) {
        String skipped = result.skipped().isEmpty() ? "" : "; %d skipped".formatted(result.skipped().size());
        shell.err().printf("%d images scored, %d anomalous%s%n", result.scored().size(), anomalous, skipped);
    }
}
