package org.diffcont.cli;

import java.util.EnumMap;
import java.util.Map;
import org.diffcont.operation.ImageScore;
import org.diffcont.operation.Verdict;

/** Counts what became of the images. */
final class ScoreTally {
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private long warned;
    private String firstWarning = "";

    void add(ImageScore score) {
        verdicts.merge(score.verdict(), 1L, Long::sum);
        if (score instanceof ImageScore.Scored s && !s.warnings().isEmpty()) {
            warned++;
            if (firstWarning.isEmpty()) {
                firstWarning = s.path() + ": " + s.warnings().getFirst();
            }
        }
    }

    private long count(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }

    private long scored() {
        return count(Verdict.NORMAL) + alarms();
    }

    /** Whether there were images and none of them could be read. */
    boolean nothingButErrors() {
        return scored() == 0 && rejected() > 0;
    }

    /** Anomalous images and those of unknown products. */
    long alarms() {
        return count(Verdict.ANOMALOUS) + count(Verdict.UNKNOWN);
    }

    long rejected() {
        return count(Verdict.REJECTED);
    }

    @Override
    public String toString() {
        return "%d images scored, %d anomalous%s%s%s".formatted(scored(), count(Verdict.ANOMALOUS),
                count(Verdict.UNKNOWN) == 0 ? "" : ", %d unknown".formatted(count(Verdict.UNKNOWN)),
                rejected() == 0 ? "" : "; %d rejected".formatted(rejected()),
                warned == 0 ? "" : "; %d with warnings, the first %s".formatted(warned, firstWarning));
    }
}
