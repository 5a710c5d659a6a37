package org.diffcont.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.operation.ReadingOptions;
import org.diffcont.operation.Scoring;

/** How long a model takes for an image that it has not seen: nothing is kept from the images it was evaluated on. */
final class ScoringTime {
    private static final int ROUNDS = 3;

    private ScoringTime() {
    }

    /**
     * Milliseconds an image, decoding included: a batch of files from all over {@code files} is scored once unmeasured
     * and then {@value #ROUNDS} times, and the median taken.
     *
     * @param files  at least one, readable
     */
    static double millisecondsPerImage(ModelFolder model, Machine machine, List<Path> files) {
        int count = Math.min(Scoring.BATCH, files.size());
        List<Path> batch = IntStream.range(0, count).mapToObj(i -> files.get(i * files.size() / count)).toList();
        try (Scoring scoring = new Scoring(model, machine, Optional.empty(), ReadingOptions.strict(), false)) {
            scoring.score(batch);
            double[] nanoseconds = IntStream.range(0, ROUNDS).mapToDouble(_ -> {
                long start = System.nanoTime();
                scoring.score(batch);
                return System.nanoTime() - start;
            }).sorted().toArray();
            return nanoseconds[ROUNDS / 2] / 1e6 / count;
        }
    }
}
