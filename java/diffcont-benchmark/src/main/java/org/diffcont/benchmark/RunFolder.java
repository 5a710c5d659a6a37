package org.diffcont.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.detect.source.PinnedFiles;
import org.diffcont.error.ModelException;
import org.diffcont.error.OutputException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.heatmap.HeatMapFiles;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;

/**
 * A benchmark run on disk.
 *
 * <pre>
 * config.yaml     effective configuration
 * origin.json     the data set's folder, the name of the profile, and what the run computes with
 * dataset.txt     the data set's categories and file counts, to recognise it on resume
 * metrics.json    results after every experience so far
 * scores.csv      one row for each test image and experience
 * learning.json   chosen readings, replay acceptance, times and sizes of every experience
 * losses.csv      one row for each training step
 * pictures.json   checksums of the training images, to find the same picture in test
 * heatmaps/       where telling test images look unusual, after the last experience
 * replay/         pictures of replayed images, one an experience
 * model/          the model after the last experience, a {@link ModelFolder}
 * report.html     all of it for people, in one file
 * run.log
 * </pre>
 */
public final class RunFolder {
    private static final String CONFIG = "config.yaml";
    private static final String ORIGIN = "origin.json";

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Begins a new run.
     *
     * @throws OutputException when the folder holds something already, or cannot be written
     */
    public static RunFolder create(Path folder, Settings settings) {
        Settings pinned = PinnedFiles.pin(settings);
        if (Files.exists(folder)) {
            if (!Files.isDirectory(folder)) {
                throw new OutputException("the output " + folder + " is a file; give a folder with --out");
            }
            try (Stream<Path> entries = Files.list(folder)) {
                // A hidden file is what a run that was killed at its start may have left.
                if (entries.anyMatch(entry -> !entry.getFileName().toString().startsWith("."))) {
                    throw new OutputException("the output folder " + folder + " is not empty; continue the run in it "
                        + "with --resume, or give another folder with --out");
                }
            } catch (IOException e) {
                throw AtomicFiles.cannotWrite(folder, e);
            }
        }
        AtomicFiles.createFolder(folder);
        AtomicFiles.write(folder.resolve(CONFIG), pinned.toYaml());
        return new RunFolder(folder);
    }

    /**
     * Opens a run to continue it.
     *
     * @throws ModelException when there is none, or it was made with another configuration
     */
    public static RunFolder resume(Path folder, Settings settings, Machine machine) {
        List<String> differences = PinnedFiles.pin(settings).differences(settings(folder)).stream()
            .filter(Settings.Difference::changesResults).map(Settings.Difference::toString).toList();
        if (!differences.isEmpty()) {
            throw new ModelException("the run in " + folder + " has another configuration (" + String.join("; ",
                differences) + "); resume it with its own, or begin a new run");
        }
        if (Files.exists(folder.resolve(ORIGIN)) && origin(folder).machine().precision() != machine.precision()) {
            throw new ModelException("the run in " + folder + " computes in another number format (runtime.precision: "
                + origin(folder).machine().precision().name().toLowerCase(Locale.ROOT) + " there, "
                + machine.precision().name().toLowerCase(Locale.ROOT) + " here); resume it with its own, or begin a "
                + "new run");
        }
        return new RunFolder(folder);
    }

    /**
     * Begins a run, or continues the one that is there; processes that do so at once get the same run.
     *
     * @throws ModelException as {@link #resume}
     * @throws OutputException as {@link #create}
     */
    public static RunFolder createOrResume(Path folder, Settings settings, Machine machine, Path data,
            String profile) {
        RunFolder run;
        try {
            run = isRun(folder) ? resume(folder, settings, machine) : create(folder, settings);
        } catch (OutputException e) {
            if (!isRun(folder)) {
                throw e;
            }
            run = resume(folder, settings, machine);
        }
        if (!Files.exists(folder.resolve(ORIGIN))) {
            run.remember(data, profile, machine);
        }
        return run;
    }

    private static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG));
    }

    /** Opens a run to look at it. */
    public static RunFolder open(Path folder) {
        config(folder);
        return new RunFolder(folder);
    }

    /**
     * The configuration of the run in {@code folder}.
     *
     * @throws ModelException when there is none
     */
    public static Settings settings(Path folder) {
        return Settings.readYaml(config(folder));
    }

    private static Path config(Path folder) {
        Path config = folder.resolve(CONFIG);
        if (!Files.isRegularFile(config)) {
            throw new ModelException("there is no run in " + folder + " to resume; leave --resume away to begin one");
        }
        return config;
    }

    /** Deletes everything; for a run that failed before it learned anything. */
    public void discard() {
        AtomicFiles.deleteFolder(folder);
    }

    /** Whether the run has learned an experience. */
    public boolean hasProgress() {
        return model().exists() || Files.exists(metrics());
    }

    /** What a run was begun with, so that resuming need not name it again. */
    public record RunOrigin(String data, String profile, Machine machine) {
        public RunOrigin {
            // Neither missing nor impossible: whoever reads the file makes a path of it.
            Path.of(data);
            Objects.requireNonNull(profile, "profile");
            Objects.requireNonNull(machine, "machine");
        }
    }

    public void remember(Path data, String profile, Machine machine) {
        try {
            AtomicFiles.write(folder.resolve(ORIGIN), new ObjectMapper().writeValueAsString(
                new RunOrigin(data.toAbsolutePath().normalize().toString(), profile, machine)) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two strings can always be written as JSON", e);
        }
    }

    /**
     * What the run in {@code folder} was begun with.
     *
     * @throws ModelException when that cannot be read
     */
    public static RunOrigin origin(Path folder) {
        config(folder);
        try {
            RunOrigin origin = new ObjectMapper().readValue(folder.resolve(ORIGIN).toFile(), RunOrigin.class);
            if (origin == null) {
                throw new IOException("it is null");
            }
            return origin;
        } catch (IOException e) {
            throw new ModelException("the run in " + folder + " does not say what it was begun with: " + ORIGIN
                + " is missing or damaged; begin a new run", e);
        }
    }

    public Path path() {
        return folder;
    }

    public Path metrics() {
        return folder.resolve("metrics.json");
    }

    public Path scores() {
        return folder.resolve("scores.csv");
    }

    public Path losses() {
        return folder.resolve("losses.csv");
    }

    public Path learning() {
        return folder.resolve("learning.json");
    }

    Path pictures() {
        return folder.resolve("pictures.json");
    }

    public Path log() {
        return folder.resolve("run.log");
    }

    public Path report() {
        return folder.resolve("report.html");
    }

    /** Where the replay picture of an experience is, or would be. */
    public Path replayPicture(int experience) {
        return folder.resolve("replay").resolve(String.format(Locale.ROOT, "experience-%02d.png", experience));
    }

    /** Where the heat map of a test image is, or would be. */
    public Path heatMap(String testImage) {
        return heatMaps().resolve(HeatMapFiles.name(Path.of(testImage)) + ".png");
    }

    public Path heatMapLegend() {
        return heatMaps().resolve("legend.png");
    }

    public Path heatMaps() {
        return folder.resolve("heatmaps");
    }

    public ModelFolder model() {
        return new ModelFolder(folder.resolve("model"));
    }

    /** Writes the data set's description, or on resume checks that it is the same. */
    public void pinDataset(String description) {
        Path file = folder.resolve("dataset.txt");
        try {
            if (Files.exists(file)) {
                if (!Files.readString(file).equals(description)) {
                    throw new ModelException("the run in " + folder + " was begun with another data set (see " + file
                        + "); resume it with that one, or begin a new run");
                }
                return;
            }
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
        AtomicFiles.write(file, description);
    }
}
