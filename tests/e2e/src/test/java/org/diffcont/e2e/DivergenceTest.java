package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DivergenceTest {
    /** Squared, it is beyond the largest float. */
    private static final float TOO_LARGE = 1e25f;

    @Test
    void lossThatIsNotFiniteStopsTheRunAndKeepsTheLastGoodCheckpoint() throws IOException {
        Path run = Demo.fresh("diverges");
        Launcher.run("benchmark", "--data", Demo.data(), "--config", Demo.config(), "--set", "replay.per_class=0",
            "--out", run, "--experiences", 1).isOk();
        Path model = run.resolve("model");
        ModelEdit.fill(model, "conv_out.weight", TOO_LARGE);
        String before = Demo.listing(model);
        Launcher.Result result = Launcher.run("benchmark", "--resume", "--out", run);
        result.failsWith(1, "diverged in experience 1, step 0", "training.learning_rate", "kept");
        assertEquals(before, Demo.listing(model));
        assertEquals(1, MetricsFile.read(run).path("experiences").size());
        Launcher.run("score", "--model", model, Demo.data().resolve("gear/test/good")).isOk();
    }
}
