package org.diffcont.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.diffcont.detect.FittedTail;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.normality.SyntheticResult;
import org.diffcont.error.UserException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.nativecore.Losses;
import org.diffcont.replay.ReplayBuffer.ClassReplay;

/** learning.json of a run: what happened while each experience was learned, beside what metrics.json measures. */
public final class LearningLog {
    private static final JsonMapper JSON = JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        // A newer version may have written more.
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private LearningLog() {
    }

    /**
     * One experience.
     *
     * @param classes         names of the new classes
     * @param seconds         wall seconds of the parts: replay, training, statistics
     * @param steps           training steps
     * @param lastLosses      losses of the last step; null without training
     * @param effectiveRank   of the new classes' embeddings: near 1 when the projector has collapsed; null without a
     *                        network
     * @param replay          each old class's samples at the gate
     * @param statisticsBytes bytes kept for each class
     * @param readings        each new class's readings, best first where they were chosen
     * @param skippedImages   training images that could not be read
     * @param tails           the tails fitted in it; null where an earlier version wrote the log
     */
    public record Entry(int experience, List<String> classes, Map<String, Double> seconds, int steps,
            Losses lastLosses, Double effectiveRank, List<ClassReplay> replay, Map<String, Long> statisticsBytes,
            Map<String, List<LearnedReading>> readings, int skippedImages,
            List<FittedTail> tails) {
        public Entry {
            classes = List.copyOf(classes);
            seconds.values().forEach(Objects::requireNonNull);
            replay = List.copyOf(replay);
            statisticsBytes.values().forEach(Objects::requireNonNull);
            if (readings != null) {
                readings.values().forEach(List::copyOf);
            }
            tails = tails == null ? null : List.copyOf(tails);
        }
    }

    /**
     * One reading of a class.
     *
     * @param reading         its name: source, model, and pooling where there is one
     * @param synthetic       null when nothing was chosen
     * @param logMean         of its logarithmic scores of normal images; null for a class's only reading
     * @param logStd          their standard deviation; null likewise
     * @param bytes           of its model, which readings that differ in pooling share
     */
    public record LearnedReading(String reading, SyntheticResult synthetic, Double logMean, Double logStd, long bytes) {
        public LearnedReading {
            Objects.requireNonNull(reading, "reading");
        }

        static LearnedReading of(FittedReading fitted) {
            return new LearnedReading(fitted.name().toString(),
                fitted.synthetic().orElse(null),
                fitted.scale().map(LogScale::mean).orElse(null), fitted.scale().map(LogScale::std).orElse(null),
                fitted.model().normality().bytes());
        }
    }

    /** Adds an entry; entries of that experience or later ones, left by a stopped run, are dropped. */
    static void append(Path file, Entry entry) {
        List<Entry> entries = new ArrayList<>();
        if (Files.exists(file)) {
            read(file).stream().filter(e -> e.experience() < entry.experience()).forEach(entries::add);
        }
        entries.add(entry);
        try {
            AtomicFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a learning entry can always be written as JSON", e);
        }
    }

    /** Reads all entries. */
    public static List<Entry> read(Path file) {
        try {
            List<Entry> entries = JSON.readValue(file.toFile(), new TypeReference<List<Entry>>() { });
            if (entries == null || entries.contains(null)) {
                throw new IOException("an entry is null");
            }
            return entries;
        } catch (IOException e) {
            throw new UserException(file + " cannot be read as a learning log (" + e.getMessage().replace('\n', ' ')
                + "); delete it, or begin a new run", e);
        }
    }
}
