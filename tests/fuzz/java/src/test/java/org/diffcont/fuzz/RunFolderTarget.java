package org.diffcont.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.config.Settings;
import org.diffcont.detect.Decision;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.BootstrapSettings;
import org.diffcont.evaluate.Evaluator;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.evaluate.ScoredImage;
import org.diffcont.evaluate.ScoresCsv;
import org.diffcont.evt.TailFit;
import org.diffcont.evt.TailSettings;
import org.diffcont.evt.WeibullTail;
import org.diffcont.machine.Machine;
import org.diffcont.report.Report;

/** A run folder in which one file holds any bytes; the first byte says which. {@code report} reads all of it. */
public final class RunFolderTarget implements Target {
    private static final List<String> FILES = List.of("metrics.json", "scores.csv", "learning.json", "losses.csv",
        "config.yaml", "origin.json", "dataset.txt");
    /** After the constants that it uses. */
    static final RunFolderTarget INSTANCE = new RunFolderTarget();

    private final Path folder = Scratch.folder("run").resolve("run");
    private final List<byte[]> good;

    private RunFolderTarget() {
        RunFolder run = RunFolder.create(folder, Settings.profile("demo"));
        run.remember(folder.resolve("data"), "demo", Machine.defaults());
        List<ScoredImage> images = images();
        ScoresCsv.append(run.scores(), 0, List.of("gear"), images);
        MetricsJson.write(run.metrics(), RunEvaluation.of(List.of(new Evaluator(new BootstrapSettings(10, 0.95, 0))
            .evaluate(0, List.of("gear"), List.of("gear"), 1.5, images))), Map.of(), Map.of("java", "25"));
        Scratch.write(run.learning(), """
            [{"experience":0,"classes":["gear"],"seconds":{"training":2.0},"steps":1,"last_losses":null,
            "effective_rank":3.5,"replay":[],"statistics_bytes":{"gear":4096},"readings":{"gear":[{"reading":"dct",
            "synthetic":{"auroc":0.9,"found":0.5,"rate":0.1},"log_mean":1.0,"log_std":0.5,"bytes":10}]},
            "skipped_images":0,"tails":null}]
            """.getBytes(StandardCharsets.UTF_8));
        Scratch.write(run.losses(), "experience,step,total\n0,0,2.5\n0,1,1.5\n".getBytes(StandardCharsets.UTF_8));
        run.pinDataset("gear: 50 training, 4 normal test, 4 anomalous test, files ab12\n");
        good = FILES.stream().map(name -> Scratch.read(folder.resolve(name))).toList();
    }

    private static List<ScoredImage> images() {
        SplittableRandom random = new SplittableRandom(1);
        WeibullTail tail = TailFit.fit(random.doubles(40, 10, 20).toArray(), TailSettings.DEFAULT);
        List<ScoredImage> images = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Decision decision = Decision.of(0, 10 + i, tail, 14);
            images.add(new ScoredImage("gear/test/x/" + i + ".png", 0, i < 4 ? "good" : "crack", i >= 4, decision,
                decision));
        }
        return images;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        INSTANCE.run(input);
    }

    @Override
    public boolean run(byte[] input) {
        if (input.length == 0) {
            return false;
        }
        int file = Byte.toUnsignedInt(input[0]) % FILES.size();
        Scratch.write(folder.resolve(FILES.get(file)), Arrays.copyOfRange(input, 1, input.length));
        try {
            Report report = Report.of(List.of(folder));
            report.csv();
            report.html();
            return true;
        } catch (UserException _) {
            return false;
        } finally {
            Scratch.write(folder.resolve(FILES.get(file)), good.get(file));
        }
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < FILES.size(); i++) {
            seeds.add(Target.choice(i, good.get(i)));
        }
        return seeds;
    }
}
