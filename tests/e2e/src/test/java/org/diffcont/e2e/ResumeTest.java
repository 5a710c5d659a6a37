package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.Test;

class ResumeTest {
    private static Path begin(int experiences) throws IOException {
        Path out = Demo.fresh("resumed");
        Launcher.Result result = Launcher.run("benchmark", "--data", Demo.data(), "--config", Demo.config(), "--out",
            out, "--experiences", experiences).isOk();
        assertTrue(result.out().contains("diffcont benchmark --resume --out " + out), result.out());
        assertEquals(experiences, MetricsFile.read(out).path("experiences").size());
        return out;
    }

    private static void assertSameAsUninterrupted(Path run) throws IOException {
        assertEquals(MetricsFile.comparable(Demo.run()), MetricsFile.comparable(run));
        for (String file : List.of("scores.csv", "losses.csv", "config.yaml", "dataset.txt")) {
            assertEquals(Files.readString(Demo.run().resolve(file)), Files.readString(run.resolve(file)), file);
        }
    }

    @Test
    void stoppingAfterEachExperienceChangesNothing() throws IOException {
        Path run = begin(1);
        Launcher.run("benchmark", "--resume", "--out", run, "--experiences", 2).isOk();
        Launcher.run("benchmark", "--resume", "--out", run).isOk();
        assertSameAsUninterrupted(run);
    }

    @Test
    void experienceThatWasLearnedButNotYetEvaluatedIsNotLearnedTwice() throws IOException {
        Path run = begin(1);
        Path metrics = Files.copy(run.resolve("metrics.json"), Demo.fresh("metrics"));
        Path scores = Files.copy(run.resolve("scores.csv"), Demo.fresh("scores"));
        Launcher.run("benchmark", "--resume", "--out", run, "--experiences", 2).isOk();
        Files.copy(metrics, run.resolve("metrics.json"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(scores, run.resolve("scores.csv"), StandardCopyOption.REPLACE_EXISTING);
        Launcher.run("benchmark", "--resume", "--out", run).isOk();
        assertSameAsUninterrupted(run);
    }

    @Test
    void interruptLeavesARunThatGoesOnAsIfNothingHadHappened() throws Exception {
        Path out = Demo.fresh("interrupted");
        // A test that runs in the background has Ctrl-C ignored; env undoes that.
        ChildProcess process = Launcher.start(Map.of(), List.of("env", "--default-signal=INT", Launcher.PROGRAM.toString(),
            "benchmark", "--data", Demo.data().toString(), "--config", Demo.config().toString(), "--out",
            out.toString()));
        process.lineWith("1/3");
        ChildProcess.run(new ProcessBuilder("kill", "-INT", Long.toString(process.handle().pid())));
        Launcher.Result result = Launcher.finish(process);
        assertEquals(130, result.status(), result::toString);
        assertTrue(result.err().contains("continue with: diffcont benchmark --resume --out " + out), result.err());
        assertTrue(MetricsFile.read(out).path("experiences").size() < 3);
        Launcher.run("benchmark", "--resume", "--out", out).isOk();
        assertSameAsUninterrupted(out);
    }

    @Test
    void anotherConfigurationIsRefused() throws IOException {
        String before = Demo.listing(Demo.run());
        Launcher.run("benchmark", "--resume", "--out", Demo.run(), "--set", "training.steps=4")
            .failsWith(5, Demo.run().toString(), "training.steps: 3 there, 4 here");
        assertEquals(before, Demo.listing(Demo.run()));
    }

    @Test
    void otherDataIsRefused() throws IOException {
        Path data = Demo.copy(Demo.data());
        Files.delete(data.resolve("gear/test/good/000.png"));
        Launcher.run("benchmark", "--resume", "--out", Demo.run(), "--data", data).failsWith(5, "another data set");
    }

    @Test
    void thereMustBeARunToResume() {
        Launcher.run("benchmark", "--resume", "--out", Demo.fresh("none")).failsWith(5, "there is no run in");
        Launcher.run("benchmark", "--resume").failsWith(2, "--out");
    }
}
