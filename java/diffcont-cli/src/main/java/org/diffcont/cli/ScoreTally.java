package org.diffcont.cli;

import org.diffcont.operation.ImageScore;

/** Counts what became of the images. */
final class ScoreTally {
    private long scored;
    private long anomalous;
    private long unreadable;

    void add(ImageScore score) {
        switch (score) {
            case ImageScore.Scored s -> {
                scored++;
                anomalous += s.decision().anomalous() ? 1 : 0;
            }
            case ImageScore.Unreadable _ -> unreadable++;
        }
    }

    /** Whether there were images and none of them could be read. */
    boolean nothingButErrors() {
        return scored == 0 && unreadable > 0;
    }

    long anomalous() {
        return anomalous;
    }

    long unreadable() {
        return unreadable;
    }

    @Override
    public String toString() {
        return "%d images scored, %d anomalous%s".formatted(scored, anomalous,
                unreadable == 0 ? "" : "; %d skipped".formatted(unreadable));
    }
}
