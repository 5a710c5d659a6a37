package org.diffcont.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.diffcont.error.DataException;
import org.diffcont.files.FileNames;
import org.diffcont.image.FoundImages;
import org.diffcont.image.ImageFiles;
import org.diffcont.image.LoadedImages;
import org.diffcont.intake.Ahead;
import org.diffcont.intake.Arrival;
import org.diffcont.intake.ImageQueue;
import org.diffcont.intake.ListedImages;
import org.diffcont.intake.StreamedImages;
import org.diffcont.intake.WatchJournal;
import org.diffcont.intake.WatchOptions;
import org.diffcont.intake.WatchedFolder;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.operation.ImageScore;
import org.diffcont.operation.RepeatedFrames;
import org.diffcont.operation.Scoring;
import org.diffcont.progress.CancelledException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
                    + "is anomalous; decision; reason. The decision is normal; anomalous: the distance is above the "
                    + "threshold, or the image as a whole is unlike the learned ones (blank, out of focus, "
                    + "overexposed, in a stream the same bytes as the image before); unknown: it shows none of the "
                    + "learned products, the class being the nearest; or rejected: there is no image. All but normal "
                    + "are alarms. In CSV and JSON also known_product, false for none of the learned products, and "
                    + "warnings, such as another shape than the learned images'.",
            "With csv and jsonl an image's line is written as soon as it is scored. PATH - reads paths from standard "
                    + "input, a line each, as long as they come; --watch scores what is in a folder and then what "
                    + "arrives there. Both hold few images at a time, and write what they have when stopped by Ctrl-C "
                    + "or kill. Images are taken as they come: one alone when nothing waits, up to 64 at once.",
            "Exit code: 0 also when images are alarms, but 10 then with --fail-on-anomaly; 4 when none of the "
                    + "images can be read, or with --strict the first cannot; 5 when the model or the class is not "
                    + "there; 130 or 143 when stopped by Ctrl-C or kill."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont score --model runs/demo/model photos",
            "  diffcont score --model models/line1 --class gear --format json gear-0815.png",
            "  diffcont score --model models/line1 --format csv --out scores.csv --fail-on-anomaly photos",
            "  diffcont score --model models/line1 --watch incoming --out scores.jsonl --heatmaps maps",
            "  camera-paths | diffcont score --model models/line1 - | sorter"
        })
final class ScoreCommand implements Callable<Integer> {
    private static final Path STANDARD_INPUT = Path.of("-");

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "PATH",
            description = "Images, or folders whose images are all scored; - alone reads paths from standard input.")
    private List<Path> paths = List.of();

    @Option(names = "--model", required = true, paramLabel = "DIR",
            description = "The folder that learn made, or the folder model of a run.")
    private Path model;

    @Option(names = "--class", paramLabel = "NAME",
            description = "The class all images belong to; without it the model chooses for each.")
    private String className;

    @Option(names = "--watch", paramLabel = "FOLDER",
            description = "Score the images in this folder, then each one that arrives, until stopped.")
    private Path watch;

    @Option(names = "--settle", paramLabel = "MS", defaultValue = "500",
            description = "With --watch: an image has arrived when it has not changed for this many milliseconds; "
                    + "${DEFAULT-VALUE} if not given.")
    private int settle;

    @Option(names = "--poll", paramLabel = "MS",
            description = "With --watch: list the folder this often too; 0 for never. If not given every second on a "
                    + "network share and wherever else the system does not tell of all new files, and every 30 "
                    + "seconds otherwise.")
    private Integer poll;

    @Option(names = "--recursive", description = "With --watch: subfolders too, also those that come later.")
    private boolean recursive;

    @Option(names = "--journal", paramLabel = "FILE",
            description = "With --watch: keep there which images have their line, so that a later process goes on where "
                    + "this one ended; beside --out, with .journal after its name, if not given. Delete it to score "
                    + "all images again.")
    private Path journal;

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; if not given table, and jsonl with - and --watch.")
    private ScoreFormat format;

    @Option(names = "--out", paramLabel = "FILE",
            description = "Write there instead of to standard output. With - and --watch lines are added to the file.")
    private Path out;

    @Option(names = "--heatmaps", paramLabel = "FOLDER",
            description = "Write a picture for each image: beside it where it looks unusual, on one scale for all "
                    + "images and classes, from 0 at the bottom of the strip to 6 and above at its top. A JSON file of "
                    + "the same name has class, decision, distance, threshold and the largest value.")
    private Path heatMaps;

    @Option(names = "--heatmaps-raw",
            description = "With --heatmaps: write the values too, as NumPy's .npy, float32.")
    private boolean heatMapsRaw;

    @Option(names = "--fail-on-anomaly", description = "End with exit code 10 when an image is anomalous or "
            + "of an unknown product.")
    private boolean failOnAnomaly;

    @Mixin
    private final FileOptions files = new FileOptions();

    @Mixin
    private final MachineOptions machine = new MachineOptions();

    ScoreCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        boolean streamed = watch != null || paths.equals(List.of(STANDARD_INPUT));
        checkOptions(streamed);
        FoundImages found = ImageFiles.list(streamed ? new Path[0] : paths.toArray(Path[]::new));
        List<Path> listed = found.images();
        found.note().ifPresent(shell.err()::println);
        ScoreTally tally = new ScoreTally();
        Machine computes = machine.machine();
        try (Scoring scoring = new Scoring(new ModelFolder(model), computes, Optional.ofNullable(className),
                files.reading(), heatMaps != null, () -> MachineOptions.take(computes, shell))) {
            Optional<HeatMapWriter> pictures = Optional.ofNullable(heatMaps)
                    .map(folder -> new HeatMapWriter(folder, heatMapsRaw, scoring.reading()));
            if (streamed) {
                scoreStream(scoring, pictures, tally);
            } else {
                scoreFiles(listed, scoring, pictures, tally);
            }
        } finally {
            shell.progress().close();
        }
        // On standard error, so that the result stays a table, JSON or CSV and nothing else.
        shell.err().println(tally);
        return failOnAnomaly && tally.alarms() > 0 ? ExitCode.ANOMALIES_FOUND.status() : ExitCode.OK.status();
    }

    private void checkOptions(boolean streamed) {
        if ((watch == null) == paths.isEmpty()) {
            throw usage("give either PATHs (or -) or --watch FOLDER");
        }
        if (!streamed && paths.contains(STANDARD_INPUT)) {
            throw usage("- stands alone: it reads all paths from standard input");
        }
        if (heatMapsRaw && heatMaps == null) {
            throw usage("--heatmaps-raw needs --heatmaps FOLDER");
        }
        if (settle < 0) {
            throw usage("--settle is 0 or more milliseconds, not " + settle);
        }
        if (poll != null && poll < 0) {
            throw usage("--poll is 0 or more milliseconds, not " + poll);
        }
        if (watch == null && (poll != null || recursive || journal != null)) {
            throw usage("--poll, --recursive and --journal go with --watch FOLDER");
        }
        if (format == null) {
            format = streamed ? ScoreFormat.JSONL : ScoreFormat.TABLE;
        } else if (streamed && !format.streams()) {
            throw usage("--format " + format + " is written at the end, and a stream may have none; use jsonl or csv");
        }
        if (out != null) {
            OutputFile.check(out);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Files that are all known: the output is written whole or not at all. */
    private void scoreFiles(List<Path> files, Scoring scoring, Optional<HeatMapWriter> pictures, ScoreTally tally) {
        StringWriter text = new StringWriter();
        shell.progress().start("scoring", files.size(), "images");
        try (ImageQueue queue = new ListedImages(files);
                PrintWriter target = out == null ? null : new PrintWriter(text)) {
            ScoreWriter writer = format.open(out == null ? shell.out() : target, false);
            score(queue, scoring, false, pictures, writer, tally);
            shell.cancel().throwIfCancelled();
            if (tally.nothingButErrors()) {
                throw new DataException("none of the %d images could be read; nothing was scored"
                        .formatted(files.size()));
            }
            writer.close();
        }
        if (out != null) {
            OutputFile.write(out, text.toString());
        }
    }

    /** Files that come one by one, perhaps for ever. */
    private void scoreStream(Scoring scoring, Optional<HeatMapWriter> pictures, ScoreTally tally) {
        try (ScoreOutput log = out == null ? null : new ScoreOutput(out)) {
            // Before a journal cuts the log: its first line stays.
            boolean begun = log != null && log.begun();
            if (begun && log.isFile() && format == ScoreFormat.CSV) {
                log.requireHead(String.join(",", ScoreFormat.COLUMNS));
            }
            try (ImageQueue queue = watch == null ? new StreamedImages(System.in) : watched(log)) {
                ScoreWriter writer = format.open(log == null ? shell.out() : log.writer(), begun);
                score(queue, scoring, true, pictures, log == null ? writer : log.checked(writer), tally);
                writer.close();
                if (queue instanceof WatchedFolder folder) {
                    sayPassedOver(folder.passedOver());
                }
            }
        }
        if (shell.cancel().isCancelled()) {
            throw new CancelledException("stopped; " + tally);
        }
        if (tally.nothingButErrors()) {
            throw new DataException("none of the %d images could be read; nothing was scored"
                    .formatted(tally.rejected()));
        }
    }

    private WatchedFolder watched(ScoreOutput log) {
        Optional<WatchJournal> kept = journalFile().map(file -> WatchJournal.open(file, watch,
                Optional.<WatchJournal.Log>ofNullable(log != null && log.isFile() ? log : null)));
        try {
            return new WatchedFolder(watch, new WatchOptions(Duration.ofMillis(settle),
                    Optional.ofNullable(poll).map(Duration::ofMillis), recursive), kept, shell.err()::println);
        } catch (RuntimeException | Error e) {
            kept.ifPresent(WatchJournal::close);
            throw e;
        }
    }

    /** Beside the file that takes the lines; a device or a pipe has nothing beside it. */
    private Optional<Path> journalFile() {
        if (journal != null || out == null || !Files.isRegularFile(out)) {
            return Optional.ofNullable(journal);
        }
        return Optional.of(FileNames.path(FileNames.decoded(out) + ".journal"));
    }

    private void sayPassedOver(Map<String, Long> kinds) {
        if (!kinds.isEmpty()) {
            shell.err().println("passed over in " + FileNames.printable(watch) + ": " + kinds.entrySet().stream()
                    .map(kind -> kind.getValue() + " " + kind.getKey()).collect(Collectors.joining(", ")));
        }
    }

    private void score(ImageQueue queue, Scoring scoring, boolean stream, Optional<HeatMapWriter> pictures,
            ScoreWriter writer, ScoreTally tally) {
        RepeatedFrames repeated = new RepeatedFrames();
        Ahead<Batch> batches = new Ahead<>("image decoder", () -> Optional
                .of(queue.next(Scoring.BATCH, shell.cancel())).filter(files -> !files.isEmpty())
                .map(files -> Batch.load(files, scoring, stream)));
        try (batches) {
            for (var batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                Iterator<Arrival> arrivals = batch.get().arrivals().iterator();
                List<ImageScore> scores = scoring.score(batch.get().images());
                for (ImageScore scored : stream ? repeated.in(batch.get().images(), scores) : scores) {
                    Arrival arrival = arrivals.next();
                    arrival.warning().ifPresent(warning -> shell.err().println("warning: "
                            + FileNames.printable(arrival.file()) + ": " + warning));
                    ImageScore told = arrival.warning().map(scored::warning).orElse(scored);
                    ImageScore score = FileNames.isText(arrival.file()) ? told
                            : told.warning("bytes of its name that are not UTF-8 are written as \\xNN");
                    tally.add(score);
                    queue.write(arrival, () -> writer.write(score, pictures.flatMap(p -> p.write(score)).orElse(null)));
                }
                shell.progress().step(batch.get().arrivals().size());
                if (shell.cancel().isCancelled()) {
                    return;
                }
            }
        }
    }

    private record Batch(List<Arrival> arrivals, LoadedImages images) {
        /** Frames of a stream are hashed, so that repeated ones are told. */
        static Batch load(List<Arrival> arrivals, Scoring scoring, boolean stream) {
            List<Path> files = arrivals.stream().map(Arrival::file).toList();
            return new Batch(arrivals, stream ? scoring.loadHashed(files) : scoring.load(files));
        }
    }
}
