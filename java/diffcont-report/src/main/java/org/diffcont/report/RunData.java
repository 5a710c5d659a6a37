package org.diffcont.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffcont.benchmark.LearningLog;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.config.Settings;
import org.diffcont.detect.FittedTail;
import org.diffcont.error.ModelException;
import org.diffcont.evaluate.DataUse;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.evaluate.PixelEvaluation;
import org.diffcont.evaluate.PixelMetrics;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.evaluate.ScoredImage;
import org.diffcont.evaluate.ScoresCsv;

/**
 * Everything a report needs from a run folder. Configuration, metrics and scores must be there; what else is missing
 * is left out of the report.
 *
 * @param folder          the run folder
 * @param settings        its configuration
 * @param origin          what it was begun with, where the folder says so
 * @param plannedClasses  classes of the data set; 0 where the folder does not say
 * @param dataset         the data set's description, one line a class, to tell data sets apart; empty if unknown
 * @param evaluation      results after every experience so far
 * @param environment     name → value of what it was made with
 * @param images          test images as scored after the last experience
 * @param learning        what happened in each experience; empty if unknown
 * @param losses          every training step; empty if unknown
 * @param replayPictures  pictures of replayed images, by experience
 * @param pixels          pixel metrics by class name; empty where there are none
 * @param data            what was used of the data set; empty where an earlier version made the run
 */
record RunData(Path folder, Settings settings, Optional<RunFolder.RunOrigin> origin, int plannedClasses, String dataset,
        RunEvaluation evaluation, Map<String, String> environment, List<ScoredImage> images,
        List<LearningLog.Entry> learning, LossTable losses, Map<Integer, Path> replayPictures,
        Map<String, PixelMetrics> pixels, Optional<DataUse> data) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTINUE = "; continue it with: diffcont benchmark --resume --out ";

    /**
     * Reads a run folder.
     *
     * @throws org.diffcont.error.UserException when there is no run, or one of its files is damaged: it is named
     */
    static RunData read(Path path) {
        if (!Files.isDirectory(path)) {
            throw new ModelException("there is no run folder " + path
                + "; give the folder that benchmark wrote (it holds metrics.json)");
        }
        if (!Files.isRegularFile(path.resolve("config.yaml"))) {
            throw new ModelException("there is no run in " + path + ": " + path.resolve("config.yaml")
                + " is missing; give the folder that benchmark wrote");
        }
        Settings settings = RunFolder.settings(path);
        RunFolder folder = RunFolder.open(path);
        if (!Files.exists(folder.metrics())) {
            throw new ModelException("the run in " + path + " has finished no experience: " + folder.metrics()
                + " is missing" + CONTINUE + path);
        }
        RunEvaluation evaluation = MetricsJson.read(folder.metrics());
        String dataset = dataset(path.resolve("dataset.txt"));
        return new RunData(path, settings, origin(path), (int) dataset.lines().count(), dataset, evaluation,
            environment(tree(folder.metrics())), lastImages(folder, evaluation),
            Files.exists(folder.learning()) ? LearningLog.read(folder.learning()) : List.of(),
            LossTable.read(folder.losses()), pictures(folder, evaluation.experiences().size()),
            MetricsJson.readPixels(folder.metrics()).map(PixelEvaluation::perClass).orElse(Map.of()),
            MetricsJson.readData(folder.metrics()));
    }

    /** The run's short name: its folder's. */
    String name() {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? folder.toString() : name.toString();
    }

    List<String> classNames() {
        return evaluation.matrix().classes();
    }

    /** Whether classes of the data set are still to be learned. */
    boolean partial() {
        return plannedClasses > classNames().size();
    }

    /** The last tail fitted for a class; empty where the folder holds none. */
    Optional<FittedTail> tail(String className) {
        return learning.stream().filter(entry -> entry.tails() != null).flatMap(entry -> entry.tails().stream())
            .filter(tail -> tail.className().equals(className)).reduce((earlier, later) -> later);
    }

    private static Optional<RunFolder.RunOrigin> origin(Path path) {
        return Files.exists(path.resolve("origin.json")) ? Optional.of(RunFolder.origin(path)) : Optional.empty();
    }

    private static String dataset(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw unreadable(file, e.getMessage(), e);
        }
    }

    private static List<ScoredImage> lastImages(RunFolder folder, RunEvaluation evaluation) {
        int last = evaluation.experiences().getLast().index();
        List<ScoredImage> images = ScoresCsv.read(folder.scores(), evaluation.matrix().classes(), last).stream()
            .map(ScoresCsv.Row::image).toList();
        int expected = evaluation.last().pooled().predicted().normalCount()
            + evaluation.last().pooled().predicted().anomalousCount();
        if (images.size() != expected) {
            throw new ModelException(folder.scores() + " holds " + images.size() + " images of experience " + (last + 1)
                + ", " + folder.metrics() + " counts " + expected + "; restore both from a backup or begin a new run");
        }
        return images;
    }

    private static Map<Integer, Path> pictures(RunFolder folder, int experiences) {
        Map<Integer, Path> pictures = new LinkedHashMap<>();
        for (int e = 0; e < experiences; e++) {
            Path file = folder.replayPicture(e);
            if (Files.isRegularFile(file)) {
                pictures.put(e, file);
            }
        }
        return pictures;
    }

    /** What the run was made with, and its costs. Nested objects become dotted names; what spans lines keeps its first one. */
    private static Map<String, String> environment(JsonNode metrics) {
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", metrics.path("environment"), values);
        flatten("", metrics.path("costs"), values);
        return values;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> values) {
        node.properties().forEach(field -> {
            String name = prefix + field.getKey();
            if (field.getValue().isObject()) {
                flatten(name + ".", field.getValue(), values);
            } else {
                values.put(name, field.getValue().asText().lines().findFirst().orElse("").strip());
            }
        });
    }

    /** The readings of a class, best first; empty where an earlier version wrote the log. */
    List<LearningLog.LearnedReading> readings(String className) {
        return learning.stream().filter(entry -> entry.readings() != null && entry.readings().containsKey(className))
            .map(entry -> entry.readings().get(className)).reduce((_, later) -> later).orElse(List.of());
    }

    private static JsonNode tree(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw unreadable(file, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    /** The error for a damaged file of a run. */
    static ModelException unreadable(Path file, String reason, Exception cause) {
        return new ModelException(file + " cannot be read (" + reason.lines().findFirst().orElse("") + "); restore it "
            + "from a backup or begin a new run", cause);
    }

    /** The classes that every run has learned. */
    static List<String> commonClasses(List<RunData> runs) {
        return runs.getFirst().classNames().stream()
            .filter(name -> runs.stream().allMatch(run -> run.classNames().contains(name))).toList();
    }

    Stream<ScoredImage> imagesOf(String className) {
        int index = classNames().indexOf(className);
        return images.stream().filter(image -> image.trueClass() == index);
    }
}
