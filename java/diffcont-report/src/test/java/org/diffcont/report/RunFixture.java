package org.diffcont.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.config.Settings;
import org.diffcont.detect.Decision;
import org.diffcont.evaluate.BootstrapSettings;
import org.diffcont.evaluate.Evaluator;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.evaluate.ScoredImage;
import org.diffcont.evaluate.ScoresCsv;
import org.diffcont.evt.TailFit;
import org.diffcont.evt.TailSettings;
import org.diffcont.evt.WeibullTail;
import org.diffcont.machine.Machine;

/** Writes run folders as benchmark does, of figures made up from a seed; one class an experience. */
final class RunFixture {
    static final ObjectMapper JSON = new ObjectMapper();
    static final int CALIBRATION = 40;
    static final double THRESHOLD = 20;
    private static final int NORMALS = 8;
    private static final int ANOMALOUS = 12;

    private final Path folder;
    private final List<String> classes;
    private int planned;
    private int normals = NORMALS;
    private double shift = 5;
    private double normalFactor = 1;
    private Settings settings = Settings.profile("demo");

    RunFixture(Path folder, String... classes) {
        this.folder = folder;
        this.classes = List.of(classes);
        this.planned = classes.length;
    }

    /** How many classes the data set has; the run has learned those of the constructor. */
    RunFixture planned(int count) {
        this.planned = count;
        return this;
    }

    RunFixture normals(int count) {
        this.normals = count;
        return this;
    }

    /** How much farther out anomalous images lie. */
    RunFixture shift(double distance) {
        this.shift = distance;
        return this;
    }

    /** How many times farther out than the others every second normal image lies. */
    RunFixture normalFactor(double factor) {
        this.normalFactor = factor;
        return this;
    }

    RunFixture set(String key, String value) {
        settings = settings.with(key, value);
        return this;
    }

    /** The run folder; its data folder is {@code data} beside it, and empty. */
    Path write() throws IOException {
        RunFolder run = RunFolder.create(folder, settings);
        run.remember(folder.resolveSibling("data"), "demo", Machine.defaults());
        List<ExperienceEvaluation> evaluations = new ArrayList<>();
        ArrayNode learning = JSON.createArrayNode();
        StringBuilder losses = new StringBuilder("experience,step,total,diffusion,classifier\n");
        StringBuilder dataset = new StringBuilder();
        for (int e = 0; e < classes.size(); e++) {
            List<ScoredImage> images = images(e);
            evaluations.add(new Evaluator(new BootstrapSettings(50, 0.95, 0)).evaluate(e, List.of(classes.get(e)),
                classes.subList(0, e + 1), 1.5, images));
            ScoresCsv.append(run.scores(), e, classes, images);
            learning.add(entry(e));
            losses.append(e).append(",0,2.5,1.5,0\n").append(e).append(",1,1.25,1.0,0\n");
        }
        for (int c = 0; c < planned; c++) {
            dataset.append(c < classes.size() ? classes.get(c) : "later" + c).append(
                ": 50 training, 8 normal test, 12 anomalous test, files ab12\n");
        }
        run.pinDataset(dataset.toString());
        MetricsJson.write(run.metrics(), RunEvaluation.of(evaluations), settings.toMap(),
            Map.of("java", "Test 25", "native", Map.of("torch", "2.10.0")));
        Files.writeString(run.learning(), learning.toPrettyString());
        Files.writeString(run.losses(), losses.toString());
        return folder;
    }

    /** Distances that a class's tail is fitted on. */
    static double[] calibration(int classIndex) {
        SplittableRandom random = new SplittableRandom(100 + classIndex);
        double[] distances = new double[CALIBRATION];
        for (int i = 0; i < CALIBRATION; i++) {
            distances[i] = (float) (10 + 3 * Math.pow(-Math.log(1 - random.nextDouble()), 0.7));
        }
        return distances;
    }

    static WeibullTail tail(int classIndex) {
        return TailFit.fit(calibration(classIndex), TailSettings.DEFAULT);
    }

    private List<ScoredImage> images(int experience) {
        List<ScoredImage> images = new ArrayList<>();
        for (int c = 0; c <= experience; c++) {
            SplittableRandom random = new SplittableRandom(c);
            for (int i = 0; i < normals + ANOMALOUS; i++) {
                boolean anomalous = i >= normals;
                double distance = 10 + 10 * random.nextDouble() + (anomalous ? shift : 0);
                distance *= !anomalous && i % 2 == 1 ? normalFactor : 1;
                Decision decision = Decision.of(c, distance, tail(c), THRESHOLD);
                images.add(new ScoredImage("class" + c + "/test/" + (anomalous ? "crack" : "good") + "/" + i + ".png",
                    c, anomalous ? "crack" : "good", anomalous, decision, decision));
            }
        }
        return images;
    }

    private ObjectNode entry(int experience) {
        ObjectNode entry = JSON.createObjectNode();
        entry.put("experience", experience).putArray("classes").add(classes.get(experience));
        entry.putObject("seconds").put("training", 2.0).put("statistics", 1.0);
        entry.put("steps", 2).putNull("last_losses").put("effective_rank", 3.5).put("skipped_images", 0);
        ArrayNode replay = entry.putArray("replay");
        ObjectNode bytes = entry.putObject("statistics_bytes");
        for (int c = 0; c <= experience; c++) {
            bytes.put(classes.get(c), 4096);
            if (c < experience) {
                ObjectNode one = replay.addObject().put("class_index", c).put("name", classes.get(c)).put("drawn", 10)
                    .put("accepted", 4).put("kept", 8).put("shortfall", 4);
                ArrayNode bins = one.putArray("histogram");
                for (int bin = 0; bin < 10; bin++) {
                    bins.add(1);
                }
            }
        }
        WeibullTail tail = tail(experience);
        ObjectNode fitted = entry.putArray("tails").addObject().put("class_name", classes.get(experience))
            .put("threshold", THRESHOLD).put("refit_on_replay", false);
        fitted.putObject("tail").put("form", tail.form().name()).put("shape", tail.shape()).put("scale", tail.scale())
            .put("shift", tail.shift()).put("tail_count", tail.tailCount());
        ArrayNode distances = fitted.putArray("distances");
        for (double distance : calibration(experience)) {
            distances.add(distance);
        }
        return entry;
    }

    /** A picture of noise, which compresses badly. */
    static void picture(Path file, int side) throws IOException {
        Files.createDirectories(file.getParent());
        SplittableRandom random = new SplittableRandom(1);
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            picture.setRGB(i % side, i / side, random.nextInt());
        }
        ImageIO.write(picture, "png", file.toFile());
    }
}
