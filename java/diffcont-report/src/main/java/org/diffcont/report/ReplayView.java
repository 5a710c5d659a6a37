package org.diffcont.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.diffcont.benchmark.LearningLog;
import org.diffcont.replay.ReplayBuffer.ClassReplay;
import org.diffcont.report.Thumbnails.Picture;

/**
 * What one experience replayed.
 *
 * @param number  the experience, from 1
 * @param picture the replayed images, a row a class; null where there is none, or no more room in the page
 */
record ReplayView(int number, List<ClassReplay> classes, Picture picture) {
    /** Characters of all pictures together; the page stays small enough to be sent by mail. */
    private static final int ROOM = 4_000_000;

    /** The last experience first. */
    static List<ReplayView> of(RunData run) {
        Map<Integer, List<ClassReplay>> classes = run.learning().stream()
            .collect(Collectors.toMap(LearningLog.Entry::experience, LearningLog.Entry::replay, (a, b) -> b));
        List<ReplayView> views = new ArrayList<>();
        int room = ROOM;
        for (int e = run.evaluation().experiences().size() - 1; e > 0; e--) {
            Picture picture = run.replayPictures().containsKey(e)
                ? Thumbnails.ofPng(run.replayPictures().get(e)).orElse(null) : null;
            if (picture != null && picture.uri().length() > room) {
                picture = null;
            }
            room -= picture == null ? 0 : picture.uri().length();
            List<ClassReplay> replayed = classes.getOrDefault(e, List.of());
            if (picture != null || !replayed.isEmpty()) {
                views.add(new ReplayView(e + 1, replayed, picture));
            }
        }
        return views;
    }

    /** What the picture shows, in words. */
    String description() {
        return "One row of replayed images a class, from the top: " + classes.stream().map(c -> c.name() + ", "
            + c.accepted() + " of " + c.drawn() + " drawn accepted").collect(Collectors.joining("; ")) + ".";
    }

    /** Counts of outlier probability in ten equal bins, from 0 to 1. */
    static String histogram(ClassReplay replay) {
        return replay.histogram().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
