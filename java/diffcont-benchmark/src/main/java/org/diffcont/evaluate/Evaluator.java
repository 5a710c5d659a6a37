package org.diffcont.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the scored test images of an experience into its evaluation. */
public final class Evaluator {
    private final BootstrapSettings bootstrap;

    public Evaluator(BootstrapSettings bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** Evaluates one experience, where unknown products are not looked for. */
    public ExperienceEvaluation evaluate(int index, List<String> added, List<String> seenClasses, double seconds,
                                         List<ScoredImage> images) {
        return evaluate(index, added, seenClasses, seconds, images, null);
    }

    /**
     * Evaluates one experience.
     *
     * @param index       index of the experience, from 0
     * @param added       names of the classes it added
     * @param seenClasses names of all classes seen so far; a class's index is its place here
     * @param seconds     seconds the experience took
     * @param images      test images of all classes seen so far; a class without images gets undefined metrics
     * @param unknown     null where unknown products are not looked for
     * @throws IllegalArgumentException an image of a class that was not seen, or names that do not fit together
     */
    public ExperienceEvaluation evaluate(int index, List<String> added, List<String> seenClasses, double seconds,
                                         List<ScoredImage> images, UnknownProducts unknown) {
        if (new HashSet<>(seenClasses).size() != seenClasses.size() || !seenClasses.containsAll(added)) {
            throw new IllegalArgumentException(
                    "class names must be unique and hold the added ones: " + seenClasses + ", added " + added);
        }
        List<List<ScoredImage>> imagesByClass = new ArrayList<>();
        int[][] confusion = new int[seenClasses.size()][seenClasses.size()];
        seenClasses.forEach(name -> imagesByClass.add(new ArrayList<>()));
        for (ScoredImage image : images) {
            int predicted = image.predicted().classIndex();
            if (image.trueClass() >= seenClasses.size() || predicted >= seenClasses.size()) {
                throw new IllegalArgumentException("class of " + image.path() + " was not seen: true "
                        + image.trueClass() + ", predicted " + predicted + " of " + seenClasses.size());
            }
            imagesByClass.get(image.trueClass()).add(image);
            confusion[image.trueClass()][predicted]++;
        }
        Map<String, ClassEvaluation> perClass = new LinkedHashMap<>();
        for (int c = 0; c < seenClasses.size(); c++) {
            perClass.put(seenClasses.get(c), ClassEvaluation.of(imagesByClass.get(c)));
        }
        return new ExperienceEvaluation(index, added, seconds, ModeMetrics.of(images),
                ModeMetrics.mean(List.copyOf(perClass.values())), ClassEvaluation.routingAccuracy(images), perClass,
                TrivialRow.of(imagesByClass), Intervals.of(imagesByClass, bootstrap), lists(confusion), unknown);
    }

    private static List<List<Integer>> lists(int[][] counts) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int[] row : counts) {
            rows.add(Arrays.stream(row).boxed().toList());
        }
        return rows;
    }
}
